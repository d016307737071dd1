import { createHash } from 'node:crypto'
import type { Tx } from '../db/index.ts'

/** A verified delivery as it came. */
export interface InboxRow {
  readonly id: string
  readonly body: Buffer
}

/** Keeps a delivery byte for byte; `fresh` is false when the same bytes were kept before. */
export async function keepDelivery(
  tx: Tx,
  body: Buffer,
  receivedAt: Date,
): Promise<{ readonly id: string; readonly fresh: boolean }> {
  const body_digest = createHash('sha256').update(body).digest('hex')
  const inserted = await tx
    .insertInto('webhook_inbox')
    .values({ source: 'typeform', body_digest, body, received_at: receivedAt })
    .onConflict((conflict) => conflict.column('body_digest').doNothing())
    .returning('id')
    .executeTakeFirst()
  if (inserted) return { id: inserted.id, fresh: true }
  const known = await tx
    .selectFrom('webhook_inbox')
    .select('id')
    .where('body_digest', '=', body_digest)
    .executeTakeFirstOrThrow()
  return { id: known.id, fresh: false }
}

/** A delivery that nobody has dealt with yet, locked; undefined when it was dealt with. */
export async function lockDelivery(tx: Tx, id: string): Promise<InboxRow | undefined> {
  return tx
    .selectFrom('webhook_inbox')
    .select(['id', 'body'])
    .where('id', '=', id)
    .where('outcome', 'is', null)
    .forUpdate()
    .executeTakeFirst()
}

export async function closeDelivery(
  tx: Tx,
  id: string,
  outcome: string,
  applicationId: number | undefined,
): Promise<void> {
  await tx
    .updateTable('webhook_inbox')
    .set({ outcome, application_id: applicationId ?? null })
    .where('id', '=', id)
    .execute()
}

const QUARANTINE_ROWS = 1_000
const QUARANTINE_BYTES = 64 * 1_024
const QUARANTINE_LIFE_MS = 24 * 3_600_000

/** Keeps what nobody vouches for, bounded: 1 000 bodies of at most 64 KiB for a day. */
export async function quarantine(tx: Tx, body: Buffer, reason: string, receivedAt: Date): Promise<void> {
  await tx
    .insertInto('webhook_quarantine')
    .values({
      source: 'typeform',
      reason,
      body: body.subarray(0, QUARANTINE_BYTES),
      body_length: body.length,
      received_at: receivedAt,
    })
    .execute()
  const oldest = tx
    .selectFrom('webhook_quarantine')
    .select('id')
    .orderBy('id', 'desc')
    .offset(QUARANTINE_ROWS)
    .limit(1)
  await tx
    .deleteFrom('webhook_quarantine')
    .where((row) =>
      row.or([
        row('received_at', '<', new Date(receivedAt.getTime() - QUARANTINE_LIFE_MS)),
        row('id', '<=', oldest),
      ]),
    )
    .execute()
}
