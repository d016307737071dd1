import type { Services } from '../context/index.ts'
import { inTransaction } from '../db/index.ts'
import { queueMail } from '../mail/index.ts'
import type { Credential } from './credential.ts'
import { expiringMail } from './expiring-mail.ts'
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
  credential: Credential,
  now: Date,
): Promise<void> {
  const { id, applicationId, expiresAt } = credential
  const daysBefore = expiresAt && reminderDue(expiresAt, now)
  if (!daysBefore) return
  await inTransaction(db, async (tx) => {
    const contact = await findContact(tx, applicationId)
    if (!contact || !(await insertReminder(tx, { credentialId: id, expiresAt, daysBefore, at: now }))) return
    const reminder = { expiresAt, daysBefore, publicUrl: config.publicUrl }
    await queueMail(tx, expiringMail(contact, credential, reminder))
  })
}
