import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Address, type Claim, type ClaimPreview, NO_ADDRESS, type SigningDomain } from '@noderr/protocol'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { insertApproved, signClaim, testAccount, word } from '../../test/operator.ts'
import { startTestServices, type TestServices } from '../../test/services.ts'
import { inTransaction } from '../db/index.ts'
import { authenticateApiKey } from './authenticate-api-key.ts'
import { ClaimLinkExpiredError, ClaimLinkUnknownError, ClaimLinkUsedError } from './claim.ts'
import { ClaimNotGenuineError, claimCredential } from './claim-credential.ts'
import { createCredential } from './create-credential.ts'
import { CredentialRevokedError } from './credential.ts'
import { ChannelNotInitialisedError } from './first-root.ts'
import { fillInvite } from './invite.ts'
import type { KeyedContext } from './keyed-context.ts'
import { previewClaim } from './preview-claim.ts'
import { revokeCredential } from './revoke-credential.ts'

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

it('refuses a second claim, by the same link and by another', async () => {
  const operator = await invited()
  const second = { ...operator, claimToken: await mintToken(operator.credential.id) }
  const preview = await previewClaim(anonymous, second)
  await claimWith(operator)
  await expect(claimWith(operator)).rejects.toThrow(ClaimLinkUsedError)
  const signature = await signClaim(operator.wallet, preview, claimOf(preview))
  const replay = { claimToken: second.claimToken, nodeKey: NO_ADDRESS, signature }
  await expect(claimCredential(anonymous, replay)).rejects.toThrow(ClaimLinkUsedError)
})

it('lets one of many claims at the same time win', async () => {
  const { wallet, credential, claimToken } = await invited()
  const tokens = [claimToken, await mintToken(credential.id)]
  const signed = await Promise.all(
    [...tokens, ...tokens, ...tokens].map(async (token) => {
      const preview = await previewClaim(anonymous, { claimToken: token })
      const signature = await signClaim(wallet, preview, claimOf(preview))
      return { claimToken: token, nodeKey: NO_ADDRESS, signature }
    }),
  )
  const settled = await Promise.allSettled(signed.map((claim) => claimCredential(anonymous, claim)))
  const lost = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))
  expect(lost).toHaveLength(signed.length - 1)
  for (const error of lost) expect(error).toBeInstanceOf(ClaimLinkUsedError)
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
