import { z } from 'zod'
import { audit } from '../audit/index.ts'
import { contextFor, type Services } from '../context/index.ts'
import { inTransaction, type Tx } from '../db/index.ts'
import { type FillPlaceholders, type Mail, queueMail } from '../mail/index.ts'
import type { Credential } from './credential.ts'
import type { Contact } from './get-contact.ts'
import { mintClaimLink } from './mint-claim-link.ts'

const referenceSchema = z.object({ credentialId: z.number().int() })

/** The type of the mail that invites an operator to claim a credential. */
export const INVITE = 'credentials_issued'

/** Why an operator is invited to claim. */
const OCCASIONS = {
  approved: {
    subject: 'Your Noderr node was approved: claim its credential',
    news: 'your application was approved.',
  },
  'invited-again': {
    subject: 'Another link to claim the credential of your Noderr node',
    news: 'here is another link to claim the credential of your node. The links before it have ended.',
  },
  'node-added': {
    subject: 'Another Noderr node is yours: claim its credential',
    news: 'another node was added to those that you run.',
  },
  reissued: {
    subject: 'Claim a new secret for your Noderr node',
    news: 'the network asks you to take a new API secret for one of your nodes. Node id and API key stay the same.',
  },
} as const
export type Occasion = keyof typeof OCCASIONS

/** Queues the mail that invites an operator to claim. */
export function queueInvite(
  tx: Tx,
  contact: Contact,
  credential: Credential,
  occasion: Occasion,
): Promise<void> {
  return queueMail(tx, inviteMail(contact, credential, occasion))
}

/** The mail that invites an operator to claim; a placeholder stands in place of the link. */
export function inviteMail(
  { email, name }: Contact,
  { id, applicationId, tier, nodeId }: Pick<Credential, 'id' | 'applicationId' | 'tier' | 'nodeId'>,
  occasion: Occasion,
): Mail {
  const { subject, news } = OCCASIONS[occasion]
  return {
    applicationId,
    to: email,
    type: INVITE,
    letter: {
      subject,
      name,
      blocks: [
        news,
        { facts: { tier, 'node id': nodeId } },
        'Open this link and sign with the wallet of your application to take the API key, its secret and the configuration. They are shown once. The link is good once and for seven days.',
        { label: 'Claim the credential', link: { placeholder: 'claimLink' } },
        'Nobody from the network will ever ask you for the secret or for a private key.',
      ],
    },
    reference: { credentialId: id },
  }
}

/**
 * Fills in the link of an invitation while it is being sent: mints a one-time token, keeps its keyed hash and lets go
 * of the token itself. A mail that is sent again carries another link, and the ones before it end.
 */
export function fillInvite(services: Services): FillPlaceholders {
  const ctx = { ...services, ...contextFor(services, { type: 'system', job: 'mail.send' }) }
  return async (reference) => {
    const { credentialId } = referenceSchema.parse(reference)
    return inTransaction(ctx.db, async (tx) => {
      const { claimId, claimLink } = await mintClaimLink(tx, ctx, credentialId)
      await audit(tx, ctx, {
        action: 'credential.claim-link-minted',
        subject: `credential:${credentialId}`,
        details: { claimId },
      })
      return { claimLink }
    })
  }
}
