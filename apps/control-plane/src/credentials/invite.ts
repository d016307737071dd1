import { type Bytes32, bytes32Schema } from '@noderr/protocol'
import { bytesToHex } from 'viem'
import { z } from 'zod'
import type { CompleteApplication } from '../applications/index.ts'
import { audit } from '../audit/index.ts'
import { keyedHash, mintToken } from '../auth/index.ts'
import { contextFor, type Services } from '../context/index.ts'
import { inTransaction, type Tx } from '../db/index.ts'
import { type FillPlaceholders, queueMail } from '../mail/index.ts'
import type { Credential } from './credential.ts'
import { insertClaim } from './store.ts'

const DAY_MS = 86_400_000
const LINK_LIFE_MS = 7 * DAY_MS
const referenceSchema = z.object({ credentialId: z.number().int() })

/** The type of the mail that invites an operator to claim a credential. */
export const INVITE = 'credentials_issued'

/** Queues the mail that invites an operator to claim; what is kept of it holds a placeholder in place of the link. */
export function queueInvite(
  tx: Tx,
  { email, name }: Pick<CompleteApplication, 'email' | 'name'>,
  { id, applicationId, tier, nodeId }: Credential,
): Promise<void> {
  return queueMail(tx, {
    applicationId,
    to: email,
    type: INVITE,
    letter: {
      subject: 'Your Noderr node was approved: claim its credential',
      name,
      blocks: [
        'your application was approved.',
        { facts: { tier, 'node id': nodeId } },
        'Open this link and sign with the wallet of your application to take the API key, its secret and the configuration. They are shown once. The link is good once and for seven days.',
        { label: 'Claim the credential', link: { placeholder: 'claimLink' } },
        'Nobody from the network will ever ask you for the secret or for a private key.',
      ],
    },
    reference: { credentialId: id },
  })
}

/**
 * Fills in the link of an invitation while it is being sent: mints a one-time token that is good for seven days, keeps
 * its keyed hash and lets go of the token itself. A mail that is sent again carries another link; the first of them
 * that is used ends all.
 */
export function fillInvite(services: Services): FillPlaceholders {
  return async (reference) => {
    const { credentialId } = referenceSchema.parse(reference)
    return { claimLink: await mintClaimLink(services, credentialId) }
  }
}

async function mintClaimLink(services: Services, credentialId: number): Promise<string> {
  const ctx = contextFor(services, { type: 'system', job: 'mail.send' })
  const token = mintToken(ctx.randomBytes)
  const claimId: Bytes32 = bytes32Schema.parse(bytesToHex(ctx.randomBytes(32)))
  const now = ctx.clock.now()
  await inTransaction(ctx.db, async (tx) => {
    await insertClaim(tx, {
      claimId,
      credentialId,
      tokenHash: keyedHash(services.secrets.tokenPepper, token),
      mintedAt: new Date(now),
      expiresAt: new Date(now + LINK_LIFE_MS),
    })
    await audit(tx, ctx, {
      action: 'credential.claim-link-minted',
      subject: `credential:${credentialId}`,
      details: { claimId },
    })
  })
  return `${services.config.publicUrl}/claim#${token}`
}
