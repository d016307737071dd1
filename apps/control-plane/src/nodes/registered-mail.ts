import type { Address } from '@noderr/protocol'
import { type Credential, findContact } from '../credentials/index.ts'
import type { Tx } from '../db/index.ts'
import { type Mail, queueMail } from '../mail/index.ts'

/** Tells the operator that a node has enrolled for the first time, and with which key: a key that is foreign shows. */
export async function queueRegistered(
  tx: Tx,
  credential: Credential,
  keyId: Address,
  publicUrl: string,
): Promise<void> {
  const contact = await findContact(tx, credential.applicationId)
  if (contact) await queueMail(tx, registeredMail(contact, credential, keyId, publicUrl))
}

/** What the operator hears of a node that has enrolled. */
export function registeredMail(
  { email, name }: { readonly email: string; readonly name: string | undefined },
  {
    id: credentialId,
    applicationId,
    nodeId,
    tier,
  }: Pick<Credential, 'id' | 'applicationId' | 'nodeId' | 'tier'>,
  keyId: Address,
  publicUrl: string,
): Mail {
  return {
    applicationId,
    to: email,
    type: 'node_registered',
    letter: {
      subject: 'Your Noderr node is registered',
      name,
      blocks: [
        'your node has enrolled: your wallet has delegated to its hot key, and it takes part from the next round.',
        { facts: { tier, 'node id': nodeId, 'hot key': keyId } },
        'If you do not know this key, end it with your wallet and write to the support of the network.',
        { label: 'End the key', link: `${publicUrl}/revoke-key#${nodeId}.${keyId}` },
      ],
    },
    reference: { credentialId },
  }
}
