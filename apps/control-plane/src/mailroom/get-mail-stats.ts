import { requirePermission } from '../auth/index.ts'
import type { Context } from '../context/index.ts'
import type { MailState } from '../mail/index.ts'
import { countMails, listTypes } from './store.ts'

export interface MailStats {
  readonly counts: Readonly<Record<MailState, number>>
  /** Since when the oldest waits that was neither sent nor given up. */
  readonly oldestWaitingAt: Date | undefined
  /** Every type of which there is a mail. */
  readonly types: readonly string[]
}

/** How the outbox is: above all whether there are dead letters. @throws {@link NotAllowedError} */
export async function getMailStats(ctx: Context): Promise<MailStats> {
  requirePermission(ctx, 'mail.read')
  return { ...(await countMails(ctx.db)), types: await listTypes(ctx.db) }
}
