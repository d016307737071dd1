import { z } from 'zod'
import { audit } from '../audit/index.ts'
import { countApprovers, requirePermission } from '../auth/index.ts'
import { type Context, describeActor } from '../context/index.ts'
import { inTransaction } from '../db/index.ts'
import { parseInput } from '../errors/index.ts'
import { type Proposal, parsePolicy } from './policy.ts'
import { applyProposal, findProposal, insertProposal, lockPolicy } from './store.ts'

export const setConfigSchema = z.object({
  key: z.string().max(100),
  value: z.json(),
  /** Kept in the audit log, which is never erased: no person's data. */
  why: z
    .string()
    .trim()
    .min(1)
    .max(2_000)
    .refine((words) => !words.includes('\u0000')),
})

/**
 * Puts another value of a policy forward. It is in force once another person confirms it; at once in a network that
 * has fewer than two approvers.
 *
 * @throws {@link NotAllowedError}, {@link UnknownPolicyError}, {@link PolicyUnfitError}, {@link ProposalOpenError}.
 */
export async function setConfig(
  ctx: Context,
  input: z.input<typeof setConfigSchema>,
): Promise<Proposal & { readonly state: 'proposed' | 'applied' }> {
  requirePermission(ctx, 'config.write')
  const { key, value, why } = parseInput(setConfigSchema, input)
  const after = parsePolicy(key, value)
  return inTransaction(ctx.db, async (tx) => {
    const before = await lockPolicy(tx, key)
    const open = await findProposal(tx, key)
    if (open) throw new ProposalOpenError(open)
    const needsSecond = (await countApprovers(tx)) >= 2
    const [proposedBy, proposedAt] = [describeActor(ctx.actor), new Date(ctx.clock.now())]
    const proposal = await insertProposal(
      tx,
      { key, before, after, why, proposedBy, proposedAt },
      needsSecond,
    )
    if (!needsSecond) await applyProposal(tx, proposal, undefined, proposedAt)
    await audit(tx, ctx, {
      action: needsSecond ? 'config.proposed' : 'config.changed',
      subject: `config:${key}`,
      details: { change: proposal.id, before, after, why },
    })
    return { ...proposal, state: needsSecond ? 'proposed' : 'applied' }
  })
}

export class ProposalOpenError extends Error {
  override readonly name = 'ProposalOpenError'
  readonly kind = 'conflict'
  readonly code = 'config.proposal-open'
  readonly change: number

  constructor({ id, key, proposedBy }: Proposal) {
    super(`${proposedBy} has proposed change ${id} of ${key}; confirm or drop it first`)
    this.change = id
  }
}
