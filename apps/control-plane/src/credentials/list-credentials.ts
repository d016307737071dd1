import { z } from 'zod'
import { requirePermission } from '../auth/index.ts'
import type { Context } from '../context/index.ts'
import { parseInput } from '../errors/index.ts'
import type { Credential } from './credential.ts'
import { listBefore } from './store.ts'

export const listCredentialsSchema = z.object({
  /** Only credentials with a lower id: the last one of the page before. */
  before: z.number().int().positive().max(2_147_483_647).optional(),
  limit: z.number().int().min(1).max(200).default(50),
})

/**
 * Pages through the credentials, newest first; never a hash.
 *
 * @throws {@link NotAllowedError}
 */
export async function listCredentials(
  ctx: Context,
  input: z.input<typeof listCredentialsSchema> = {},
): Promise<Credential[]> {
  requirePermission(ctx, 'credentials.read')
  const { before, limit } = parseInput(listCredentialsSchema, input)
  return listBefore(ctx.db, before, limit)
}
