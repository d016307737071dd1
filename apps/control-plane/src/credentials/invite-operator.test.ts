import { afterAll, beforeAll, expect, it } from 'vitest'
import { insertApproved, testAccount } from '../../test/operator.ts'
import { startTestServices, type TestServices } from '../../test/services.ts'
import { NotAllowedError } from '../auth/index.ts'
import { inTransaction } from '../db/index.ts'
import { createCredential } from './create-credential.ts'
import { CredentialRevokedError } from './credential.ts'
import { CredentialUnknownError } from './get-for-update.ts'
import { INVITE } from './invite.ts'
import { CredentialClaimedError, inviteOperator } from './invite-operator.ts'
import { revokeCredential } from './revoke-credential.ts'

let services: TestServices
let wallets = 0

beforeAll(async () => {
  services = await startTestServices()
})
afterAll(() => services.close())

const support = () => services.as({ type: 'admin', name: 'sue', role: 'support' })

async function issued() {
  const application = await insertApproved(services, testAccount(`wallet ${wallets++}`).address)
  return inTransaction(services.db, (tx) => createCredential(tx, support(), application))
}

it('queues another invitation and audits who asked for it', async () => {
  const { id, applicationId } = await issued()
  await inviteOperator(support(), { credentialId: id })
  const mails = await services.db
    .selectFrom('operator_notifications')
    .select('notification_type')
    .where('application_id', '=', applicationId)
    .execute()
  expect(mails).toEqual([{ notification_type: INVITE }, { notification_type: INVITE }])
  const entries = await services.db
    .selectFrom('audit_log')
    .select(['actor', 'action'])
    .where('subject', '=', `credential:${id}`)
    .orderBy('id')
    .execute()
  expect(entries.at(-1)).toEqual({ actor: 'admin:sue', action: 'credential.invited-again' })
})

it('refuses an actor without the role', async () => {
  const { id } = await issued()
  const viewer = services.as({ type: 'admin', name: 'eve', role: 'viewer' })
  await expect(inviteOperator(viewer, { credentialId: id })).rejects.toThrow(NotAllowedError)
})

it('refuses for a credential that was claimed, was revoked or never was', async () => {
  const claimed = await issued()
  await services.db
    .updateTable('operator_credentials')
    .set({ claimed_at: new Date(0), api_secret_hash: '0'.repeat(64) })
    .where('id', '=', claimed.id)
    .execute()
  await expect(inviteOperator(support(), { credentialId: claimed.id })).rejects.toThrow(
    CredentialClaimedError,
  )
  const revoked = await issued()
  await revokeCredential(support(), { credentialId: revoked.id, reason: 'left' })
  await expect(inviteOperator(support(), { credentialId: revoked.id })).rejects.toThrow(
    CredentialRevokedError,
  )
  await expect(inviteOperator(support(), { credentialId: 9_999 })).rejects.toThrow(CredentialUnknownError)
})

it('refuses the operator, who has a way of their own with a limit on it', async () => {
  const { id, operator } = await issued()
  const person = services.as({ type: 'person', userId: 'u', email: undefined, wallet: operator })
  await expect(inviteOperator(person, { credentialId: id })).rejects.toThrow(NotAllowedError)
})
