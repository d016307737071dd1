import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { claimAs, claimedCredential } from '../../test/claimed-credential.ts'
import { insertApproved, testAccount } from '../../test/operator.ts'
import { startTestServices, type TestServices } from '../../test/services.ts'
import { NotAllowedError } from '../auth/index.ts'
import { inTransaction } from '../db/index.ts'
import { addNode, NodesFullError, NoOperatorError } from './add-node.ts'
import { authenticateApiKey } from './authenticate-api-key.ts'
import { ClaimLinkWithdrawnError } from './claim.ts'
import { createCredential } from './create-credential.ts'
import { extendGrace, NoGraceError } from './extend-grace.ts'
import { getCredentialBundle } from './get-credential-bundle.ts'
import { CredentialUnknownError } from './get-for-update.ts'
import {
  getDownloads,
  getGracePeriod,
  getOperatorCredentials,
  getOwnCredentials,
} from './get-operator-credentials.ts'
import { fillInvite } from './invite.ts'
import { CredentialClaimedError } from './invite-operator.ts'
import { issueClaimLink } from './issue-claim-link.ts'
import { credentialJobs } from './jobs.ts'
import type { KeyedContext } from './keyed-context.ts'
import { previewClaim } from './preview-claim.ts'
import { reissueCredential } from './reissue-credential.ts'
import { remindOperators } from './remind-operators.ts'
import { revokeCredential } from './revoke-credential.ts'

const DAY_MS = 86_400_000
const store = mkdtempSync(join(tmpdir(), 'noderr-support-'))
let services: TestServices
let names = 0

beforeAll(async () => {
  mkdirSync(join(store, 'metadata'))
  writeFileSync(join(store, 'metadata/1.root.json'), '{}')
  services = await startTestServices({ ARTIFACT_STORE_DIR: store })
})
afterAll(async () => {
  await services.close()
  rmSync(store, { recursive: true })
})

const as = (role: 'viewer' | 'support' | 'owner') => services.as({ type: 'admin', name: 'sue', role })
const keyed = (role: 'viewer' | 'support'): KeyedContext => ({ ...services, ...as(role) })
const fresh = () => testAccount(`supported wallet ${names++}`)
const claimed = () => claimedCredential(services, fresh())

async function invited(tier: 'micro' | 'oracle' = 'micro') {
  const wallet = fresh()
  const application = await insertApproved(services, wallet.address, tier)
  const credential = await inTransaction(services.db, (tx) =>
    createCredential(tx, as('support'), application),
  )
  return { wallet, credential }
}

async function lastAudit(subject: string) {
  const { actor, action } = await services.db
    .selectFrom('audit_log')
    .select(['actor', 'action'])
    .where('subject', '=', subject)
    .orderBy('id', 'desc')
    .executeTakeFirstOrThrow()
  return `${actor} ${action}`
}

const mailsOf = async (applicationId: number, type: string) =>
  services.db
    .selectFrom('operator_notifications')
    .select(['subject', 'body'])
    .where('application_id', '=', applicationId)
    .where('notification_type', '=', type)
    .orderBy('id')
    .execute()

it('hands support a fresh link that ends the others and is kept nowhere', async () => {
  const { credential, wallet } = await invited()
  const { claimLink: mailed = '' } = await fillInvite(services)({ credentialId: credential.id })
  const { claimLink, expiresAt } = await issueClaimLink(keyed('support'), { credentialId: credential.id })
  expect(expiresAt.getTime()).toBe(services.clock.now() + 7 * DAY_MS)
  expect(await lastAudit(`credential:${credential.id}`)).toBe('admin:sue credential.claim-link-issued')
  const [token = ''] = claimLink.split('#').slice(1)
  for (const table of ['credential_claims', 'audit_log', 'operator_notifications'] as const)
    expect(JSON.stringify(await services.db.selectFrom(table).selectAll().execute())).not.toContain(token)
  const anonymous = { ...services, actor: { type: 'anonymous' } as const }
  const former = previewClaim(anonymous, { claimToken: mailed.split('#')[1] ?? '' })
  await expect(former).rejects.toThrow(ClaimLinkWithdrawnError)
  expect((await previewClaim(anonymous, { claimToken: token })).wallet).toBe(wallet.address)
})

it('refuses an actor without the role to hand out links, bundles, secrets, nodes and time', async () => {
  const { credential } = await invited()
  const { id: credentialId, applicationId } = credential
  const [viewer, support] = [keyed('viewer'), keyed('support')]
  const reason = 'asked by phone'
  for (const refused of [
    issueClaimLink(viewer, { credentialId }),
    getCredentialBundle(viewer, { credentialId }),
    reissueCredential(viewer, { credentialId, reason }),
    addNode(viewer, { applicationId }),
    extendGrace(support, { applicationId, days: 5, reason }),
    getOperatorCredentials(services.as({ type: 'anonymous' }), { applicationId }),
  ])
    await expect(refused).rejects.toThrow(NotAllowedError)
})

it('makes no link for what was claimed, and knows no credential that is not there', async () => {
  const { credential } = await claimed()
  const claimedLink = issueClaimLink(keyed('support'), { credentialId: credential.id })
  await expect(claimedLink).rejects.toThrow(CredentialClaimedError)
  const unknown = issueClaimLink(keyed('support'), { credentialId: 99_999 })
  await expect(unknown).rejects.toThrow(CredentialUnknownError)
})

it('tells the state of each credential: invited, claimed, expired, revoked', async () => {
  const { credential, wallet } = await invited()
  const { applicationId, id } = credential
  const state = async () => (await getOperatorCredentials(as('viewer'), { applicationId }))[0]?.state
  expect(await state()).toBe('invited')
  await claimAs(services, wallet, id)
  expect(await state()).toBe('claimed')
  services.clock.advance(365 * DAY_MS)
  expect(await state()).toBe('expired')
  await revokeCredential(as('support'), { credentialId: id, reason: 'left the network' })
  expect(await state()).toBe('revoked')
  const byWallet = { operatorAddress: wallet.address.toLowerCase() }
  const [view] = await getOperatorCredentials(as('viewer'), byWallet)
  expect(view).toMatchObject({ id, revocation: { reason: 'left the network' } })
  expect(JSON.stringify(view)).not.toMatch(/hash|secret_|token/i)
})

it('gives support the bundle without a secret, records it and audits it', async () => {
  const { credential, bundle } = await claimed()
  const client = { ipAddress: '2001:db8:1:2:3::4', userAgent: 'browser' }
  const open = await getCredentialBundle(keyed('support'), { credentialId: credential.id }, client)
  const { apiSecret, ...rest } = bundle
  expect(open).toEqual(rest)
  expect(await lastAudit(`credential:${credential.id}`)).toBe('admin:sue credential.bundle-downloaded')
  const [latest] = await getDownloads(as('viewer'), { credentialId: credential.id })
  expect(latest).toMatchObject({ network: '2001:db8:1::/48', userAgent: 'browser' })
})

it('forgets where a download went after ninety days, and keeps that it happened', async () => {
  const { credential } = await claimed()
  const client = { ipAddress: '203.0.113.9', userAgent: 'browser' }
  await getCredentialBundle(keyed('support'), { credentialId: credential.id }, client)
  const forget = credentialJobs(services).find(({ name }) => name === 'credentials.forget-downloaders')
  const latest = async () => (await getDownloads(as('viewer'), { credentialId: credential.id }))[0]
  services.clock.advance(90 * DAY_MS)
  await forget?.run({})
  expect(await latest()).toMatchObject({ network: '203.0.113.0/24' })
  services.clock.advance(1)
  await forget?.run({})
  expect(await latest()).toMatchObject({ network: undefined, userAgent: undefined, type: 'installer' })
})

it('has an operator claim anew when support rotates, the former secret good for a day or for nothing', async () => {
  const { credential, wallet, bundle } = await claimed()
  const credentialId = credential.id
  const former = `Bearer ${bundle.apiKey}:${bundle.apiSecret}`
  await reissueCredential(as('support'), { credentialId, reason: 'planned' })
  expect(await lastAudit(`credential:${credentialId}`)).toBe('admin:sue credential.reissued')
  expect(await mailsOf(credential.applicationId, 'credentials_issued')).toHaveLength(2)
  await authenticateApiKey(services, former)
  const next = await claimAs(services, wallet, credentialId)
  await authenticateApiKey(services, former)
  services.clock.advance(DAY_MS)
  await expect(authenticateApiKey(services, former)).rejects.toMatchObject({ code: 'credential.refused' })
  const current = `Bearer ${next.apiKey}:${next.apiSecret}`
  await authenticateApiKey(services, current)
  await reissueCredential(as('support'), { credentialId, reason: 'stolen', formerSecret: 'at-once' })
  await expect(authenticateApiKey(services, current)).rejects.toMatchObject({ code: 'credential.refused' })
})

it('adds nodes up to what an operator may have, also when many are asked for at once', async () => {
  const { credential } = await invited()
  const { applicationId, operator } = credential
  const settled = await Promise.allSettled(
    Array.from({ length: 12 }, () => addNode(as('support'), { applicationId })),
  )
  const added = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  expect(added).toHaveLength(9)
  expect(new Set(added.map(({ nodeId }) => nodeId)).size).toBe(9)
  for (const one of added) expect(one).toMatchObject({ operator, tier: 'micro', applicationId })
  for (const one of settled) if (one.status === 'rejected') expect(one.reason).toBeInstanceOf(NodesFullError)
  expect(await mailsOf(applicationId, 'credentials_issued')).toHaveLength(10)
  await revokeCredential(as('support'), { credentialId: credential.id, reason: 'one fewer' })
  await addNode(as('support'), { applicationId })
})

it('adds no node beyond the seats of the tier, nor to nobody', async () => {
  const { credential } = await invited('oracle')
  await services.db
    .updateTable('system_config')
    .set({ value: '1' })
    .where('key', '=', 'max_oracles')
    .execute()
  const full = addNode(as('support'), { applicationId: credential.applicationId })
  await expect(full).rejects.toMatchObject({ code: 'application.tier-full' })
  await services.db
    .updateTable('system_config')
    .set({ value: '50' })
    .where('key', '=', 'max_oracles')
    .execute()
  await expect(addNode(as('support'), { applicationId: 99_999 })).rejects.toThrow(NoOperatorError)
})

it('lets the wallet that is signed in see its credentials and add a node, and no other', async () => {
  const { credential, wallet } = await invited()
  const { applicationId } = credential
  const person = (address: typeof wallet.address | undefined) =>
    services.as({ type: 'person', userId: 'u', email: undefined, wallet: address })
  expect((await getOwnCredentials(person(wallet.address))).map(({ id }) => id)).toEqual([credential.id])
  expect(await getOwnCredentials(person(undefined))).toEqual([])
  const added = await addNode(person(wallet.address), { applicationId })
  expect(added).toMatchObject({ applicationId })
  for (const other of [testAccount('stranger').address, undefined])
    await expect(addNode(person(other), { applicationId })).rejects.toThrow(NotAllowedError)
  for (const { id: credentialId } of [credential, added])
    await revokeCredential(as('support'), { credentialId, reason: 'put out of the network' })
  await expect(addNode(person(wallet.address), { applicationId })).rejects.toThrow(NotAllowedError)
})

it('grants a grace period once per wallet and once per person, and lets an owner extend it', async () => {
  const { credential } = await invited()
  const { applicationId } = credential
  const grace = await getGracePeriod(as('viewer'), { applicationId })
  expect(grace?.endsAt.getTime()).toBe(services.clock.now() + 30 * DAY_MS)
  const extended = await extendGrace(as('owner'), { applicationId, days: 5, reason: 'hardware was late' })
  expect(extended.endsAt.getTime()).toBe(services.clock.now() + 35 * DAY_MS)
  expect(await lastAudit(`application:${applicationId}`)).toBe('admin:sue grace.extended')

  const samePerson = fresh()
  const application = await insertApproved(services, samePerson.address)
  const [name = '', domain] = (await mailAddressOf(applicationId)).split('@')
  const again = { ...application, email: `${name}+second@${domain}` }
  await inTransaction(services.db, (tx) => createCredential(tx, as('support'), again))
  expect(await getGracePeriod(as('viewer'), { applicationId: application.id })).toBeNull()
  const none = extendGrace(as('owner'), { applicationId: application.id, days: 1, reason: 'please' })
  await expect(none).rejects.toThrow(NoGraceError)
})

async function mailAddressOf(id: number): Promise<string> {
  const row = await services.db
    .selectFrom('operator_applications')
    .select('email')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return row.email ?? ''
}

it('reminds of an expiry 30, 7 and 1 days before it, each once, and again after a renewal', async () => {
  const { credential } = await claimed()
  const reminders = async () => (await mailsOf(credential.applicationId, 'credential_expiring')).length
  const remindTwice = async () => {
    await remindOperators(services)
    await remindOperators(services)
  }
  services.clock.advance(335 * DAY_MS - 1)
  await remindTwice()
  expect(await reminders()).toBe(0)
  const counts: number[] = []
  for (const step of [1, 22 * DAY_MS, DAY_MS, 5 * DAY_MS, DAY_MS, 2 * DAY_MS]) {
    services.clock.advance(step)
    await remindTwice()
    counts.push(await reminders())
  }
  expect(counts).toEqual([1, 1, 2, 2, 3, 3])
  const [mail] = await mailsOf(credential.applicationId, 'credential_expiring')
  expect(mail?.body).toContain(`/rotate#${credential.nodeId}`)
})
