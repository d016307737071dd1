import type { NodeId } from '@noderr/protocol'
import { z } from 'zod'
import { audit } from '../audit/index.ts'
import { requirePermission } from '../auth/index.ts'
import type { Context } from '../context/index.ts'
import { inTransaction } from '../db/index.ts'
import { parseInput } from '../errors/index.ts'
import { type Credential, requireLive } from './credential.ts'
import { getContact } from './get-contact.ts'
import { getForUpdate } from './get-for-update.ts'
import { queueInvite } from './invite.ts'

export const inviteOperatorSchema = z.object({ credentialId: z.number().int().positive().max(2_147_483_647) })

/**
 * Sends the invitation to claim a credential once more, with a new link: for a mail that was lost or a link that has
 * expired. The mail goes to the address of the application.
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
  return inviteAgain(ctx, credentialId)
}

/** The same for whoever has made sure that it is the operator who asks, and not too often. */
export async function inviteAgain(ctx: Context, credentialId: number): Promise<Credential> {
  return inTransaction(ctx.db, async (tx) => {
    const credential = await getForUpdate(tx, credentialId)
    requireUnclaimed(credential, new Date(ctx.clock.now()))
    await queueInvite(tx, await getContact(tx, credential.applicationId), credential, 'invited-again')
    await audit(tx, ctx, { action: 'credential.invited-again', subject: `credential:${credentialId}` })
    return credential
  })
}

/** @throws {@link CredentialRevokedError}, {@link CredentialExpiredError}, {@link CredentialClaimedError}. */
export function requireUnclaimed(credential: Credential, now: Date): void {
  requireLive(credential, now)
  if (credential.claimedAt) throw new CredentialClaimedError(credential)
}

export class CredentialClaimedError extends Error {
  override readonly name = 'CredentialClaimedError'
  readonly kind = 'conflict'
  readonly code = 'credential.claimed'
  readonly nodeId: NodeId

  constructor({ id, nodeId }: Credential) {
    super(
      `credential ${id} was claimed and its secret is shown once; if it is lost, the operator takes a new one with the wallet at /rotate, or you reissue it`,
    )
    this.nodeId = nodeId
  }
}
