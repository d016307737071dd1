import { z } from 'zod'
import { audit } from '../audit/index.ts'
import type { SignedIn } from '../auth/index.ts'
import { type Context, describeActor } from '../context/index.ts'
import { inTransaction } from '../db/index.ts'
import { parseInput } from '../errors/index.ts'
import { deletePasskey } from './store.ts'

export const removePasskeySchema = z.object({ id: z.string().max(8_192) })

/** Lets one of one's own passkeys open nothing any more; harmless when it does not already. */
export async function removePasskey(
  ctx: Context,
  { userId, actor }: SignedIn,
  input: z.input<typeof removePasskeySchema>,
): Promise<void> {
  const { id } = parseInput(removePasskeySchema, input)
  await inTransaction(ctx.db, async (tx) => {
    if (!(await deletePasskey(tx, userId, id))) return
    const subject = describeActor(actor)
    await audit(tx, ctx, { action: 'passkey.removed', subject, details: { passkey: id } })
  })
}
