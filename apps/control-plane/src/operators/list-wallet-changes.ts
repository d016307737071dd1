import { z } from 'zod'
import { requirePermission } from '../auth/index.ts'
import type { Context } from '../context/index.ts'
import { parseInput } from '../errors/index.ts'
import type { WalletChange } from './change.ts'
import { listChanges } from './store.ts'

export const listWalletChangesSchema = z.object({
  applicationId: z.number().int().positive().max(2_147_483_647),
})

/** The changes of an operator's wallet, newest first, the twenty last. @throws {@link NotAllowedError} */
export async function listWalletChanges(
  ctx: Context,
  input: z.input<typeof listWalletChangesSchema>,
): Promise<WalletChange[]> {
  requirePermission(ctx, 'credentials.read')
  const { applicationId } = parseInput(listWalletChangesSchema, input)
  return listChanges(ctx.db, applicationId)
}
