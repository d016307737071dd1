import { z } from 'zod'
import { audit } from '../audit/index.ts'
import { requirePermission } from '../auth/index.ts'
import { type Context, describeActor } from '../context/index.ts'
import { inTransaction, type Tx } from '../db/index.ts'
import { parseInput } from '../errors/index.ts'
import { type Proposal, requireOther } from './policy.ts'
import { applyProposal, dropProposal, lockPolicy, lockProposal } from './store.ts'

export const decideConfigSchema = z.object({ change: z.number().int().min(1).max(2_147_483_647) })

/**
 * The second person's yes to another value of a policy: from now on it is in force.
 *
 * @throws {@link NotAllowedError}, {@link ProposalGoneError}, {@link SecondPersonNeededError}.
 */
export async function confirmConfig(
  ctx: Context,
  input: z.input<typeof decideConfigSchema>,
): Promise<Proposal> {
  requirePermission(ctx, 'config.confirm')
  const { change } = parseInput(decideConfigSchema, input)
  return inTransaction(ctx.db, async (tx) => {
    const proposal = await getProposal(tx, change)
    const person = describeActor(ctx.actor)
    requireOther(proposal, person)
    await lockPolicy(tx, proposal.key)
    await applyProposal(tx, proposal, person, new Date(ctx.clock.now()))
    await auditDecision(tx, ctx, 'config.changed', proposal)
    return proposal
  })
}

/**
 * Takes a proposal off the table; whoever made it may, too.
 *
 * @throws {@link NotAllowedError}, {@link ProposalGoneError}.
 */
export async function dropConfig(ctx: Context, input: z.input<typeof decideConfigSchema>): Promise<Proposal> {
  requirePermission(ctx, 'config.confirm')
  const { change } = parseInput(decideConfigSchema, input)
  return inTransaction(ctx.db, async (tx) => {
    const proposal = await getProposal(tx, change)
    await dropProposal(tx, change, describeActor(ctx.actor), new Date(ctx.clock.now()))
    await auditDecision(tx, ctx, 'config.dropped', proposal)
    return proposal
  })
}

async function getProposal(tx: Tx, change: number): Promise<Proposal> {
  const proposal = await lockProposal(tx, change)
  if (!proposal) throw new ProposalGoneError(change)
  return proposal
}

function auditDecision(tx: Tx, ctx: Context, action: string, proposal: Proposal): Promise<void> {
  const { id, key, before, after, why, proposedBy } = proposal
  return audit(tx, ctx, {
    action,
    subject: `config:${key}`,
    details: {
      change: id,
      before,
      after,
      why,
      proposedBy,
    },
  })
}

export class ProposalGoneError extends Error {
  override readonly name = 'ProposalGoneError'
  readonly kind = 'not-found'
  readonly code = 'config.proposal-gone'

  constructor(change: number) {
    super(`there is no open change ${change}; it was confirmed or dropped, or never proposed`)
  }
}
