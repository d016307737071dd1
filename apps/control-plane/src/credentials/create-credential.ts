import type { CompleteApplication } from '../applications/index.ts'
import { audit } from '../audit/index.ts'
import type { Context } from '../context/index.ts'
import type { Tx } from '../db/index.ts'
import type { Credential } from './credential.ts'
import { generateCredentials } from './credential-generator.ts'
import { queueInvite } from './invite.ts'
import { insertCredential } from './store.ts'

/**
 * Gives an approved application its credential and queues the invitation to claim it, in the transaction of the
 * approval: both stand or neither.
 *
 * The secret is left out here: it is made when the operator claims it, so that until then there is none to steal.
 */
export async function createCredential(
  tx: Tx,
  ctx: Context,
  application: CompleteApplication,
): Promise<Credential> {
  const { id: applicationId, wallet, tier } = application
  const { nodeId, apiKey } = generateCredentials({ wallet, applicationId }, ctx.randomBytes)
  const issuedAt = new Date(ctx.clock.now())
  const credential = await insertCredential(tx, {
    applicationId,
    operator: wallet,
    nodeId,
    apiKey,
    tier,
    issuedAt,
  })
  await queueInvite(tx, application, credential)
  await audit(tx, ctx, {
    action: 'credential.created',
    subject: `credential:${credential.id}`,
    details: { applicationId, nodeId, operator: wallet, tier },
  })
  return credential
}
