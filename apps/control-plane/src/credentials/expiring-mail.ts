import type { Mail } from '../mail/index.ts'
import type { Credential } from './credential.ts'
import type { Contact } from './get-contact.ts'

/** What an operator hears before a credential ends. */
export function expiringMail(
  { email, name }: Contact,
  { id, applicationId, nodeId, tier }: Pick<Credential, 'id' | 'applicationId' | 'nodeId' | 'tier'>,
  {
    expiresAt,
    daysBefore,
    publicUrl,
  }: {
    readonly expiresAt: Date
    readonly daysBefore: number
    readonly publicUrl: string
  },
): Mail {
  return {
    applicationId,
    to: email,
    type: 'credential_expiring',
    letter: {
      subject: `The credential of your Noderr node ends on ${expiresAt.toISOString().slice(0, 10)}`,
      name,
      blocks: [
        'the API key of one of your nodes ends soon. When it does, the node can no longer load releases or open a session.',
        { facts: { tier, 'node id': nodeId, ends: expiresAt.toISOString() } },
        'Renew it with the wallet of your application. You get a new secret for another year, and the present one stays good for a day.',
        { label: 'Renew the credential', link: `${publicUrl}/rotate#${nodeId}` },
        'Nobody from the network will ever ask you for the secret or for a private key.',
      ],
    },
    reference: { credentialId: id, daysBefore },
  }
}
