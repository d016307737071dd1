import type { Address, Tier } from '@noderr/protocol'
import { audit } from '../audit/index.ts'
import type { Context } from '../context/index.ts'
import type { Tx } from '../db/index.ts'
import type { Credential } from './credential.ts'
import { generateCredentials } from './credential-generator.ts'
import type { Contact } from './get-contact.ts'
import { type Occasion, queueInvite } from './invite.ts'
import { insertCredential } from './store.ts'

/** Whose node a new credential is for. */
export interface NewNode {
  readonly applicationId: number
  readonly operator: Address
  readonly tier: Tier
  readonly contact: Contact
}

/**
 * Makes a credential without a secret and queues the invitation to claim it, in the transaction of whoever decided it
 * and has taken a seat of the tier.
 */
export async function issueCredential(
  tx: Tx,
  ctx: Context,
  { applicationId, operator, tier, contact }: NewNode,
  occasion: Occasion,
): Promise<Credential> {
  const { nodeId, apiKey } = generateCredentials({ wallet: operator, applicationId }, ctx.randomBytes)
  const issuedAt = new Date(ctx.clock.now())
  const credential = await insertCredential(tx, { applicationId, operator, nodeId, apiKey, tier, issuedAt })
  await queueInvite(tx, contact, credential, occasion)
  await audit(tx, ctx, {
    action: 'credential.created',
    subject: `credential:${credential.id}`,
    details: { applicationId, nodeId, operator, tier },
  })
  return credential
}
