import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Address, type Claim, type ClaimPreview, NO_ADDRESS, type SigningDomain } from '@noderr/protocol'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { insertApproved, signClaim, testAccount, word } from '../../test/operator.ts'
import { startTestServices, type TestServices } from '../../test/services.ts'
import { inTransaction } from '../db/index.ts'
import { authenticateApiKey } from './authenticate-api-key.ts'
import {
  ClaimLinkExpiredError,
  ClaimLinkUnknownError,
  ClaimLinkUsedError,
  ClaimLinkWithdrawnError,
} from './claim.ts'
import { ClaimNotGenuineError, claimCredential } from './claim-credential.ts'
import { createCredential } from './create-credential.ts'
import { CredentialRevokedError } from './credential.ts'
import { fillInvite } from './invite.ts'
import type { KeyedContext } from './keyed-context.ts'
import { previewClaim } from './preview-claim.ts'
import { revokeCredential } from './revoke-credential.ts'
import { ChannelNotInitialisedError } from './roots.ts'

const WEEK_MS = 7 * 86_400_000
const store = mkdtempSync(join(tmpdir(), 'noderr-store-'))
const rootFile = join(store, 'metadata/1.root.json')
let services: TestServices
let anonymous: KeyedContext
let wallets = 0

beforeAll(async () => {
  services = await startTestServices({ ARTIFACT_STORE_DIR: store })
  anonymous = { ...services, actor: { type: 'anonymous' } }
})
beforeEach(() => {
  mkdirSync(join(store, 'metadata'), { recursive: true })
  writeFileSync(rootFile, '{"signed": "é"}\n')
})
afterAll(async () => {
  await services.close()
  rmSync(store, { recursive: true })
})

/** An approved operator with a credential and the token of its claim link. */
async function invited() {
  const wallet = testAccount(`wallet ${wallets++}`)
  const application = await insertApproved(services, wallet.address)
  const ctx = services.as({ type: 'admin', name: 'ada', role: 'approver' })
  const credential = await inTransaction(services.db, (tx) => createCredential(tx, ctx, application))
  return { wallet, credential, claimToken: await mintToken(credential.id) }
}

async function mintToken(credentialId: number): Promise<string> {
  const { claimLink } = await fillInvite(services)({ credentialId })
  return claimLink?.split('/claim#')[1] ?? ''
}

function claimOf(preview: ClaimPreview, change: Partial<Claim> = {}): Claim {
  const { origin, claimId, wallet } = preview
  return { origin, claimId, wallet, nodeKey: NO_ADDRESS, ...change }
}

async function claimWith(
  { wallet, claimToken }: Awaited<ReturnType<typeof invited>>,
  change: Partial<Claim> = {},
  domain: Partial<SigningDomain> = {},
  nodeKey: Address = NO_ADDRESS,
) {
  const preview = await previewClaim(anonymous, { claimToken })
  const signature = await signClaim(wallet, { ...preview, ...domain }, claimOf(preview, change))
  return claimCredential(anonymous, { claimToken, nodeKey, signature })
}

function auditOf(credentialId: number) {
  return services.db
    .selectFrom('audit_log')
    .select(['actor', 'action'])
    .where('subject', '=', `credential:${credentialId}`)
    .orderBy('id')
    .execute()
}

it('hands key, secret and configuration to the wallet of the application, once', async () => {
  const operator = await invited()
  const bundle = await claimWith(operator)
  expect(bundle).toMatchObject({
    nodeId: operator.credential.nodeId,
    operator: operator.wallet.address,
    tier: 'oracle',
    controlPlaneUrl: services.config.publicUrl,
    networkId: services.config.networkId,
    chainId: 31_337,
    rootJson: '{"signed": "é"}\n',
  })
  const header = `Bearer ${bundle.apiKey}:${bundle.apiSecret}`
  expect(await authenticateApiKey(services, header)).toMatchObject({ nodeId: operator.credential.nodeId })
  expect(await auditOf(operator.credential.id)).toEqual([
    { actor: 'admin:ada', action: 'credential.created' },
    { actor: 'system:mail.send', action: 'credential.claim-link-minted' },
    { actor: `operator:${operator.wallet.address}`, action: 'credential.claimed' },
  ])
})

it('leaves neither token nor secret in the database', async () => {
  const operator = await invited()
  const { apiSecret } = await claimWith(operator)
  const tables = ['operator_credentials', 'credential_claims', 'operator_notifications', 'audit_log'] as const
  for (const table of tables) {
    const rows = JSON.stringify(await services.db.selectFrom(table).selectAll().execute())
    expect(rows).not.toContain(apiSecret)
    expect(rows).not.toContain(operator.claimToken)
  }
})

it('refuses an actor without the wallet of the application', async () => {
  const operator = await invited()
  const thief = { ...operator, wallet: testAccount('thief') }
  await expect(claimWith(thief)).rejects.toThrow(ClaimNotGenuineError)
  await expect(claimWith(thief, { wallet: thief.wallet.address })).rejects.toThrow(ClaimNotGenuineError)
  expect((await claimWith(operator)).nodeId).toBe(operator.credential.nodeId)
})

it('refuses a signature for another origin, claim, key, chain or network', async () => {
  const operator = await invited()
  await expect(claimWith(operator, { origin: 'https://phish.example' })).rejects.toThrow(ClaimNotGenuineError)
  await expect(claimWith(operator, { claimId: word('other') })).rejects.toThrow(ClaimNotGenuineError)
  await expect(claimWith(operator, { nodeKey: testAccount('hot').address })).rejects.toThrow(
    ClaimNotGenuineError,
  )
  await expect(claimWith(operator, {}, { chainId: 8453 })).rejects.toThrow(ClaimNotGenuineError)
  await expect(claimWith(operator, {}, { networkId: word('other') })).rejects.toThrow(ClaimNotGenuineError)
})

it('refuses a second claim and then shows what was claimed and when, never the secret', async () => {
  const operator = await invited()
  const preview = await previewClaim(anonymous, operator)
  expect(preview.claimedAt).toBeNull()
  const { apiSecret } = await claimWith(operator)
  const claimedAt = services.clock.now()
  services.clock.advance(WEEK_MS)
  const signature = await signClaim(operator.wallet, preview, claimOf(preview))
  const replay = { claimToken: operator.claimToken, nodeKey: NO_ADDRESS, signature }
  await expect(claimCredential(anonymous, replay)).rejects.toThrow(ClaimLinkUsedError)
  const after = await previewClaim(anonymous, operator)
  expect(after).toEqual({ ...preview, claimedAt })
  expect(JSON.stringify(after)).not.toContain(apiSecret)
})

it('ends every link but the newest, those of mails that are sent again included', async () => {
  const operator = await invited()
  const newest = { ...operator, claimToken: await mintToken(operator.credential.id) }
  await expect(previewClaim(anonymous, operator)).rejects.toThrow(ClaimLinkWithdrawnError)
  const preview = await previewClaim(anonymous, newest)
  const signature = await signClaim(operator.wallet, preview, claimOf(preview))
  const byOlder = { claimToken: operator.claimToken, nodeKey: NO_ADDRESS, signature }
  await expect(claimCredential(anonymous, byOlder)).rejects.toThrow(ClaimLinkWithdrawnError)
  expect((await claimWith(newest)).nodeId).toBe(operator.credential.nodeId)
})

it('leaves one live link however many are minted at once', async () => {
  const { credential } = await invited()
  await Promise.all(Array.from({ length: 5 }, () => mintToken(credential.id)))
  const live = await services.db
    .selectFrom('credential_claims')
    .select('claim_id')
    .where('credential_id', '=', credential.id)
    .where('withdrawn_at', 'is', null)
    .execute()
  expect(live).toHaveLength(1)
})

it('lets one of many claims at the same time win', async () => {
  const { wallet, claimToken } = await invited()
  const preview = await previewClaim(anonymous, { claimToken })
  const signature = await signClaim(wallet, preview, claimOf(preview))
  const claims = Array.from({ length: 6 }, () => ({ claimToken, nodeKey: NO_ADDRESS, signature }))
  const settled = await Promise.allSettled(claims.map((claim) => claimCredential(anonymous, claim)))
  const lost = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))
  expect(lost).toHaveLength(claims.length - 1)
  for (const error of lost) expect(error).toBeInstanceOf(ClaimLinkUsedError)
})

it('hands over every root of the channel, and records what went where without naming a host', async () => {
  const operator = await invited()
  writeFileSync(join(store, 'metadata/2.root.json'), '{"signed": 2}')
  const preview = await previewClaim(anonymous, operator)
  const signature = await signClaim(operator.wallet, preview, claimOf(preview))
  const client = { ipAddress: '::ffff:198.51.100.77', userAgent: `x\n${'y'.repeat(500)}` }
  const claim = { claimToken: operator.claimToken, nodeKey: NO_ADDRESS, signature }
  const bundle = await claimCredential(anonymous, claim, client)
  rmSync(join(store, 'metadata/2.root.json'))
  expect(bundle.laterRoots).toEqual(['{"signed": 2}'])
  const downloads = await services.db
    .selectFrom('operator_downloads')
    .select(['download_type', 'ip_address', 'user_agent'])
    .where('credential_id', '=', operator.credential.id)
    .orderBy('id')
    .execute()
  expect(downloads.map((row) => row.download_type)).toEqual(['config', 'docker-compose', 'installer'])
  expect(downloads[0]).toMatchObject({ ip_address: '198.51.100.0/24', user_agent: `x ${'y'.repeat(198)}` })
})

it('gives a claimed credential a year', async () => {
  const operator = await invited()
  const { apiKey, apiSecret } = await claimWith(operator)
  const header = `Bearer ${apiKey}:${apiSecret}`
  services.clock.advance(365 * 86_400_000 - 1)
  await authenticateApiKey(services, header)
  services.clock.advance(1)
  await expect(authenticateApiKey(services, header)).rejects.toMatchObject({ code: 'credential.expired' })
})

it('refuses a link after seven days and takes it just before', async () => {
  const operator = await invited()
  services.clock.advance(WEEK_MS - 1)
  await previewClaim(anonymous, operator)
  services.clock.advance(1)
  await expect(previewClaim(anonymous, operator)).rejects.toThrow(ClaimLinkExpiredError)
})

it('refuses a link whose credential was revoked', async () => {
  const operator = await invited()
  const support = services.as({ type: 'admin', name: 'sue', role: 'support' })
  await revokeCredential(support, { credentialId: operator.credential.id, reason: 'left the network' })
  await expect(claimWith(operator)).rejects.toThrow(CredentialRevokedError)
})

it('says the same of every token that is none', async () => {
  await expect(previewClaim(anonymous, { claimToken: '0'.repeat(64) })).rejects.toThrow(ClaimLinkUnknownError)
  const claim = {
    claimToken: '1'.repeat(64),
    nodeKey: NO_ADDRESS,
    signature: `0x${'00'.repeat(65)}` as never,
  }
  await expect(claimCredential(anonymous, claim)).rejects.toThrow(ClaimLinkUnknownError)
})

it('spends no link while the channel has no root', async () => {
  const operator = await invited()
  rmSync(rootFile)
  await expect(claimWith(operator)).rejects.toThrow(ChannelNotInitialisedError)
  writeFileSync(rootFile, '{}')
  expect((await claimWith(operator)).rootJson).toBe('{}')
})

it('mails a placeholder and fills it with a link that ends in the token', async () => {
  const { credential } = await invited()
  const mail = await services.db
    .selectFrom('operator_notifications')
    .selectAll()
    .where('application_id', '=', credential.applicationId)
    .executeTakeFirstOrThrow()
  expect(mail.notification_type).toBe('credentials_issued')
  expect(mail.body).toContain('{{claimLink}}')
  const { claimLink } = await fillInvite(services)(mail.reference as Record<string, unknown>)
  expect(claimLink).toMatch(/^http:\/\/localhost:8080\/claim#[0-9a-f]{64}$/)
})
