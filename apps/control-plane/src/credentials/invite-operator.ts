import type { NodeId } from '@noderr/protocol'
import { z } from 'zod'
import { getApplication } from '../applications/index.ts'
import { audit } from '../audit/index.ts'
import { requirePermission } from '../auth/index.ts'
import type { Context } from '../context/index.ts'
import { inTransaction } from '../db/index.ts'
import { parseInput } from '../errors/index.ts'
import { type Credential, requireLive } from './credential.ts'
import { queueInvite } from './invite.ts'
import { CredentialUnknownError } from './revoke-credential.ts'
import { lockCredential } from './store.ts'

export const inviteOperatorSchema = z.object({ credentialId: z.number().int().positive() })

/**
 * Sends the invitation to claim a credential once more, with a new link: for a mail that was lost or a link that has
 * expired.
 *
 * @throws {@link NotAllowedError}, {@link CredentialUnknownError}, {@link CredentialRevokedError},
 * {@link CredentialExpiredError}, {@link CredentialClaimedError}, {@link NoAddressError}.
 */
export async function inviteOperator(
  ctx: Context,
  input: z.input<typeof inviteOperatorSchema>,
): Promise<Credential> {
  requirePermission(ctx, 'credentials.invite')
  const { credentialId } = parseInput(inviteOperatorSchema, input)
  return inTransaction(ctx.db, async (tx) => {
    const credential = await lockCredential(tx, credentialId)
    if (!credential) throw new CredentialUnknownError(credentialId)
    requireLive(credential, new Date(ctx.clock.now()))
    if (credential.claimedAt) throw new CredentialClaimedError(credential)
    const { email, name } = await getApplication(tx, credential.applicationId)
    if (!email) throw new NoAddressError(credential)
    await queueInvite(tx, { email, name }, credential)
    await audit(tx, ctx, { action: 'credential.invited-again', subject: `credential:${credentialId}` })
    return credential
  })
}

export class CredentialClaimedError extends Error {
  override readonly name = 'CredentialClaimedError'
  readonly kind = 'conflict'
  readonly code = 'credential.claimed'
  readonly nodeId: NodeId

  constructor({ id, nodeId }: Credential) {
    super(
      `credential ${id} was claimed and its secret is shown once; if it is lost, revoke the credential and have the operator apply again`,
    )
    this.nodeId = nodeId
  }
}

export class NoAddressError extends Error {
  override readonly name = 'NoAddressError'
  readonly kind = 'conflict'
  readonly code = 'credential.no-address'
  readonly applicationId: number

  constructor({ applicationId }: Credential) {
    super(`application ${applicationId} holds no e-mail address any more; nobody can be invited`)
    this.applicationId = applicationId
  }
}
