import { afterAll, beforeAll, expect, it } from 'vitest'
import { insertApproved, testAccount } from '../../test/operator.ts'
import { startTestServices, type TestServices } from '../../test/services.ts'
import { keyedHash } from '../auth/index.ts'
import { inTransaction } from '../db/index.ts'
import { ApiKeyRefusedError, authenticateApiKey } from './authenticate-api-key.ts'
import { createCredential } from './create-credential.ts'
import { CredentialExpiredError, CredentialRevokedError } from './credential.ts'

const secret = 'ab'.repeat(32)
let services: TestServices
let wallets = 0

beforeAll(async () => {
  services = await startTestServices()
})
afterAll(() => services.close())

async function issued(columns: { expires_at?: Date; revoked?: boolean } = {}) {
  const application = await insertApproved(services, testAccount(`wallet ${wallets++}`).address)
  const ctx = services.as({ type: 'system', job: 'test' })
  const credential = await inTransaction(services.db, (tx) => createCredential(tx, ctx, application))
  const revocation = columns.revoked ? { revoked_at: new Date(0), revoked_reason: 'stolen' } : {}
  await services.db
    .updateTable('operator_credentials')
    .set({
      api_secret_hash: keyedHash(services.secrets.credentialPepper, secret),
      claimed_at: new Date(0),
      ...columns,
      ...revocation,
    })
    .where('id', '=', credential.id)
    .execute()
  return credential
}

it('knows the holder by key and secret and notes the use at most once a minute', async () => {
  const { id, apiKey, nodeId } = await issued()
  const lastUse = async () => {
    const row = await services.db
      .selectFrom('operator_credentials')
      .select('last_used_at')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    return row.last_used_at?.getTime()
  }
  const first = services.clock.now()
  expect(await authenticateApiKey(services, `Bearer ${apiKey}:${secret}`)).toMatchObject({
    credentialId: id,
    nodeId,
  })
  services.clock.advance(59_000)
  await authenticateApiKey(services, `Bearer ${apiKey}:${secret}`)
  expect(await lastUse()).toBe(first)
  services.clock.advance(2_000)
  await authenticateApiKey(services, `Bearer ${apiKey}:${secret}`)
  expect(await lastUse()).toBe(first + 61_000)
})

it('refuses a wrong secret, another key, a key that was never claimed and a header of another shape', async () => {
  const { apiKey } = await issued()
  const unclaimed = await inTransaction(services.db, async (tx) =>
    createCredential(
      tx,
      services.as({ type: 'system', job: 'test' }),
      await insertApproved(services, testAccount('new').address),
    ),
  )
  const headers = [
    undefined,
    '',
    `Bearer ${apiKey}`,
    `Bearer ${apiKey}:`,
    `Bearer ${apiKey}:${'0'.repeat(64)}`,
    `Bearer ${apiKey}:${secret} `,
    `bearer ${apiKey}:${secret}`,
    `Bearer noderr_${'0'.repeat(32)}:${secret}`,
    `Bearer ${unclaimed.apiKey}:${'0'.repeat(64)}`,
    `Session ${secret}`,
  ]
  for (const header of headers)
    await expect(authenticateApiKey(services, header)).rejects.toThrow(ApiKeyRefusedError)
})

it('tells only the holder of the secret that it was revoked or has expired', async () => {
  const revoked = await issued({ revoked: true })
  await expect(authenticateApiKey(services, `Bearer ${revoked.apiKey}:${secret}`)).rejects.toThrow(
    CredentialRevokedError,
  )
  await expect(authenticateApiKey(services, `Bearer ${revoked.apiKey}:${'0'.repeat(64)}`)).rejects.toThrow(
    ApiKeyRefusedError,
  )
  const expired = await issued({ expires_at: new Date(services.clock.now()) })
  await expect(authenticateApiKey(services, `Bearer ${expired.apiKey}:${secret}`)).rejects.toThrow(
    CredentialExpiredError,
  )
})

it('takes the secret before the last rotation until its grace is over', async () => {
  const { id, apiKey } = await issued()
  const until = services.clock.now() + 1_000
  await services.db
    .updateTable('operator_credentials')
    .set({
      api_secret_hash: keyedHash(services.secrets.credentialPepper, 'cd'.repeat(32)),
      previous_api_secret_hash: keyedHash(services.secrets.credentialPepper, secret),
      previous_secret_expires_at: new Date(until),
    })
    .where('id', '=', id)
    .execute()
  expect(await authenticateApiKey(services, `Bearer ${apiKey}:${secret}`)).toMatchObject({ credentialId: id })
  services.clock.advance(1_000)
  await expect(authenticateApiKey(services, `Bearer ${apiKey}:${secret}`)).rejects.toThrow(ApiKeyRefusedError)
})
