import type { Tx } from '../db/index.ts'
import type { IntakeContext } from './intake-context.ts'
import { hashFormToken } from './read-delivery.ts'
import { emptyDeliveries, findFormToken, listDeliveriesOf, rememberErased } from './store.ts'

/**
 * Empties every delivery of an application, in the transaction that erases its person, and leaves a keyed hash of its
 * form and token: should the delivery come again, by webhook, back-fill or replay, it brings nobody back.
 *
 * Call it while the application still has its token. What failed its signature is not searched: it is gone in a day.
 *
 * @returns How many deliveries were emptied.
 */
export async function forgetDeliveries(
  tx: Tx,
  ctx: Pick<IntakeContext, 'clock' | 'secrets'>,
  applicationId: number,
): Promise<number> {
  const submission = await findFormToken(tx, applicationId)
  if (submission) await rememberErased(tx, hashFormToken(ctx, submission), new Date(ctx.clock.now()))
  const deliveries = await listDeliveriesOf(tx, applicationId, submission)
  await emptyDeliveries(tx, deliveries)
  return deliveries.length
}
