import { afterAll, beforeAll, expect, it } from 'vitest'
import { insertApproved, testAccount } from '../../test/operator.ts'
import { startTestServices, type TestServices } from '../../test/services.ts'
import { NotAllowedError } from '../auth/index.ts'
import { inTransaction } from '../db/index.ts'
import { InvalidInputError } from '../errors/index.ts'
import { createCredential } from './create-credential.ts'
import { CredentialRevokedError } from './credential.ts'
import { CredentialUnknownError } from './get-for-update.ts'
import { listCredentials } from './list-credentials.ts'
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

it('ends a credential with its reason and says so in the audit log', async () => {
  const { id } = await issued()
  await revokeCredential(support(), { credentialId: id, reason: 'key was leaked' })
  const [listed] = await listCredentials(support())
  expect(listed).toMatchObject({ id, revocation: { reason: 'key was leaked' } })
  const entry = await services.db
    .selectFrom('audit_log')
    .select(['actor', 'action'])
    .where('subject', '=', `credential:${id}`)
    .where('action', '=', 'credential.revoked')
    .executeTakeFirst()
  expect(entry).toEqual({ actor: 'admin:sue', action: 'credential.revoked' })
})

it('refuses an actor without the role', async () => {
  const { id } = await issued()
  for (const role of ['viewer', 'reviewer', 'approver'] as const) {
    const ctx = services.as({ type: 'admin', name: 'eve', role })
    await expect(revokeCredential(ctx, { credentialId: id, reason: 'because' })).rejects.toThrow(
      NotAllowedError,
    )
  }
  await expect(listCredentials(services.as({ type: 'anonymous' }))).rejects.toThrow(NotAllowedError)
})

it('refuses a second revocation, an unknown credential and a missing reason', async () => {
  const { id } = await issued()
  await expect(revokeCredential(support(), { credentialId: id, reason: ' ' })).rejects.toThrow(
    InvalidInputError,
  )
  await revokeCredential(support(), { credentialId: id, reason: 'first' })
  await expect(revokeCredential(support(), { credentialId: id, reason: 'second' })).rejects.toThrow(
    CredentialRevokedError,
  )
  await expect(revokeCredential(support(), { credentialId: 9_999, reason: 'none' })).rejects.toThrow(
    CredentialUnknownError,
  )
})

it('pages newest first', async () => {
  const made = [await issued(), await issued(), await issued()].map(({ id }) => id).reverse()
  const first = await listCredentials(support(), { limit: 2 })
  expect(first.map(({ id }) => id)).toEqual(made.slice(0, 2))
  const next = await listCredentials(support(), { limit: 1, before: first.at(-1)?.id })
  expect(next.map(({ id }) => id)).toEqual(made.slice(2))
})
