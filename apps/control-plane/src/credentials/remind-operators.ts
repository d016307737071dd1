import type { Services } from '../context/index.ts'
import { inTransaction } from '../db/index.ts'
import { queueMail } from '../mail/index.ts'
import type { Credential } from './credential.ts'
import { reminderDue, reminderHorizon } from './expiry.ts'
import { findContact } from './get-contact.ts'
import { insertReminder, listEnding } from './store.ts'

/**
 * Writes to the operators whose credentials end in 30 days, 7 days or 1 day: each reminder of each expiry once,
 * however often this runs.
 */
export async function remindOperators(services: Pick<Services, 'db' | 'clock' | 'config'>): Promise<void> {
  const now = new Date(services.clock.now())
  for (const credential of await listEnding(services.db, now, reminderHorizon(now)))
    await remind(services, credential, now)
}

async function remind(
  { db, config }: Pick<Services, 'db' | 'config'>,
  { id, applicationId, nodeId, tier, expiresAt }: Credential,
  now: Date,
): Promise<void> {
  const daysBefore = expiresAt && reminderDue(expiresAt, now)
  if (!daysBefore) return
  await inTransaction(db, async (tx) => {
    const contact = await findContact(tx, applicationId)
    if (!contact || !(await insertReminder(tx, { credentialId: id, expiresAt, daysBefore, at: now }))) return
    await queueMail(tx, {
      applicationId,
      to: contact.email,
      type: 'credential_expiring',
      letter: {
        subject: `The credential of your Noderr node ends on ${expiresAt.toISOString().slice(0, 10)}`,
        name: contact.name,
        blocks: [
          'the API key of one of your nodes ends soon. When it does, the node can no longer load releases or open a session.',
          { facts: { tier, 'node id': nodeId, ends: expiresAt.toISOString() } },
          'Renew it with the wallet of your application. You get a new secret for another year, and the present one stays good for a day.',
          { label: 'Renew the credential', link: `${config.publicUrl}/rotate#${nodeId}` },
          'Nobody from the network will ever ask you for the secret or for a private key.',
        ],
      },
      reference: { credentialId: id, daysBefore },
    })
  })
}
