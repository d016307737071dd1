import { z } from 'zod'
import { takeSeat } from '../applications/index.ts'
import { requirePermission } from '../auth/index.ts'
import type { Actor, Context } from '../context/index.ts'
import { inTransaction } from '../db/index.ts'
import { parseInput } from '../errors/index.ts'
import type { Credential } from './credential.ts'
import { getContact } from './get-contact.ts'
import { issueCredential } from './issue-credential.ts'
import { readNodesPerOperator } from './settings.ts'
import { countLiveOfApplication, lockOfApplication } from './store.ts'

export const addNodeSchema = z.object({ applicationId: z.number().int().positive().max(2_147_483_647) })

/**
 * Gives an operator another node under the approved application: of its tier, for its wallet, to be claimed like the
 * first. Asked by support, or by the operator who is signed in with that wallet and
 * holds a credential that nobody ended.
 *
 * @throws {@link NotAllowedError}, {@link NoOperatorError}, {@link NodesFullError}, {@link TierFullError},
 * {@link NoAddressError}.
 */
export async function addNode(ctx: Context, input: z.input<typeof addNodeSchema>): Promise<Credential> {
  if (ctx.actor.type !== 'person') requirePermission(ctx, 'credentials.add-node')
  const { applicationId } = parseInput(addNodeSchema, input)
  return inTransaction(ctx.db, async (tx) => {
    const held = await lockOfApplication(tx, applicationId)
    // Every live credential of an application is its operator's; a wallet that was changed moved them all.
    const newest = held.findLast(({ revocation }) => !revocation) ?? held.at(-1)
    if (!newest) throw new NoOperatorError(applicationId)
    requireOwnWallet(ctx, newest)
    const { operator, tier } = newest
    const most = (await readNodesPerOperator(tx))[tier]
    if ((await countLiveOfApplication(tx, applicationId)) >= most)
      throw new NodesFullError(applicationId, most)
    await takeSeat(tx, tier)
    const contact = await getContact(tx, applicationId)
    return issueCredential(tx, ctx, { applicationId, operator, tier, contact }, 'node-added')
  })
}

/** An operator whose every credential was revoked does not come back by asking for another. */
function requireOwnWallet(ctx: { readonly actor: Actor }, { operator, revocation }: Credential): void {
  if (ctx.actor.type === 'person' && (ctx.actor.wallet !== operator || revocation))
    requirePermission(ctx, 'credentials.add-node')
}

export class NoOperatorError extends Error {
  override readonly name = 'NoOperatorError'
  readonly kind = 'conflict'
  readonly code = 'credential.no-operator'
  readonly applicationId: number

  constructor(applicationId: number) {
    super(`application ${applicationId} has no credential, since it was not approved; approve it first`)
    this.applicationId = applicationId
  }
}

export class NodesFullError extends Error {
  override readonly name = 'NodesFullError'
  readonly kind = 'conflict'
  readonly code = 'credential.nodes-full'
  readonly applicationId: number

  constructor(applicationId: number, most: number) {
    super(
      `the operator of application ${applicationId} has ${most} nodes already; revoke one, or raise nodes_per_operator`,
    )
    this.applicationId = applicationId
  }
}
