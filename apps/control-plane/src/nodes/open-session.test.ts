import { addressSchema, type NodeId } from '@noderr/protocol'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { enrolTestNode, startTestNode, type TestNode } from '../../test/enrolled-node.ts'
import { sessionRequest, testAccount, word } from '../../test/operator.ts'
import { startTestServices, type TestServices } from '../../test/services.ts'
import { revokeCredential } from '../credentials/index.ts'
import { authenticateSession, SessionRefusedError } from './authenticate-session.ts'
import { NonceUsedError } from './nonce.ts'
import { KeyNotEnrolledError, openSession } from './open-session.ts'
import { deleteExpired } from './store.ts'

const MINUTE_MS = 60_000
let services: TestServices
let names = 0

beforeAll(async () => {
  services = await startTestServices()
})
afterAll(() => services.close())

const enrolled = () => enrolTestNode(services, `operator ${names++}`)
const open = async (node: TestNode, ...change: [Parameters<typeof sessionRequest>[1]?]) =>
  openSession(node.ctx, await sessionRequest({ ...node, now: services.clock.now() }, ...change))

it('opens a session that names node, key, operator, tier and lease', async () => {
  const node = await enrolled()
  const grant = await open(node)
  expect(grant).toMatchObject({
    expiresAt: services.clock.now() + 10 * MINUTE_MS,
    leaseEpoch: '1',
    highWaterSequence: '0',
    highWaterCloseTime: 0,
  })
  expect(await authenticateSession(services, `Session ${grant.token}`)).toEqual({
    nodeId: node.nodeId,
    keyId: node.hotKey.address,
    operator: node.wallet.address,
    tier: 'oracle',
    leaseEpoch: 1n,
  })
})

it('keeps the token to itself', async () => {
  const { token } = await open(await enrolled())
  const rows = await services.db.selectFrom('node_sessions').selectAll().execute()
  expect(JSON.stringify(rows)).not.toContain(token)
})

it('ends a session after ten minutes, by our clock', async () => {
  const node = await enrolled()
  const { token, expiresAt } = await open(node, { expiresAt: services.clock.now() + 10.5 * MINUTE_MS })
  expect(expiresAt).toBe(services.clock.now() + 10 * MINUTE_MS)
  services.clock.advance(10 * MINUTE_MS - 1)
  await authenticateSession(services, `Session ${token}`)
  services.clock.advance(1)
  await expect(authenticateSession(services, `Session ${token}`)).rejects.toThrow(SessionRefusedError)
})

it('keeps the lease for the same installation and moves it for another', async () => {
  const node = await enrolled()
  const first = await open(node)
  expect((await open(node)).leaseEpoch).toBe('1')
  await authenticateSession(services, `Session ${first.token}`)
  const second = await open(node, { instance: word('restored machine') })
  expect(second.leaseEpoch).toBe('2')
  await expect(authenticateSession(services, `Session ${first.token}`)).rejects.toThrow(SessionRefusedError)
  const entries = await services.db
    .selectFrom('audit_log')
    .select(['actor', 'details'])
    .where('subject', '=', `node:${node.nodeId}`)
    .where('action', '=', 'node.lease-moved')
    .orderBy('id')
    .execute()
  expect(entries).toMatchObject([
    { actor: `node:${node.nodeId}`, details: { leaseEpoch: '1' } },
    { actor: `node:${node.nodeId}`, details: { leaseEpoch: '2', instance: word('restored machine') } },
  ])
})

it('gives installations that come at once leases that follow each other', async () => {
  const node = await enrolled()
  const grants = await Promise.all(['a', 'b', 'c', 'd'].map((name) => open(node, { instance: word(name) })))
  expect(grants.map(({ leaseEpoch }) => leaseEpoch).sort()).toEqual(['1', '2', '3', '4'])
  const tokens = grants.map(({ token }) => authenticateSession(services, `Session ${token}`))
  const standing = (await Promise.allSettled(tokens)).filter(({ status }) => status === 'fulfilled')
  expect(standing).toHaveLength(1)
})

it('tells a restored machine how far the control plane has seen it sign', async () => {
  const node = await enrolled()
  await services.db
    .updateTable('nodes')
    .set({ high_water_sequence: '9007199254740993', high_water_close_time: '1672531200000' })
    .where('node_id', '=', node.nodeId)
    .execute()
  expect(await open(node)).toMatchObject({
    highWaterSequence: '9007199254740993',
    highWaterCloseTime: 1_672_531_200_000,
  })
})

it('takes a nonce once, also of many at the same time', async () => {
  const node = await enrolled()
  const nonce = word('nonce of a replay')
  const asked = await Promise.allSettled([1, 2, 3].map(() => open(node, { nonce })))
  expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  await expect(open(node, { nonce })).rejects.toThrow(NonceUsedError)
})

it('refuses what was signed for another place or time', async () => {
  const node = await enrolled()
  const now = services.clock.now()
  const cases = [
    ['session.other-audience', open(node, { audience: 'https://other.example' })],
    ['session.over', open(node, { expiresAt: now })],
    ['session.too-long', open(node, { expiresAt: now + 12 * MINUTE_MS })],
    ['session.signature', open(node, { keyId: testAccount('other').address })],
    ['session.signature', open({ ...node, domain: { ...node.domain, chainId: 8453 } })],
    ['session.signature', open({ ...node, domain: { ...node.domain, networkId: word('other') } })],
  ] as const
  for (const [code, refused] of cases) await expect(refused).rejects.toMatchObject({ code })
})

it('refuses an actor without an enrolled key: unknown node, unknown key, key of another node', async () => {
  const node = await enrolled()
  const other = await enrolled()
  const bare = await startTestNode(services, `operator ${names++}`)
  await expect(open(bare)).rejects.toThrow(KeyNotEnrolledError)
  await expect(open({ ...node, hotKey: bare.hotKey })).rejects.toThrow(KeyNotEnrolledError)
  await expect(open({ ...node, hotKey: other.hotKey })).rejects.toThrow(KeyNotEnrolledError)
  await expect(open({ ...node, nodeId: word('nobody') as string as NodeId })).rejects.toThrow(
    KeyNotEnrolledError,
  )
})

it('ends every session and lets none be opened once the credential is revoked', async () => {
  const node = await enrolled()
  const { token } = await open(node)
  const support = services.as({ type: 'admin', name: 'sue', role: 'support' })
  await revokeCredential(support, { credentialId: node.credential.id, reason: 'machine was stolen' })
  await expect(authenticateSession(services, `Session ${token}`)).rejects.toThrow(SessionRefusedError)
  await expect(open(node)).rejects.toThrow(KeyNotEnrolledError)
})

it('ends a session with the delegation that it rests on', async () => {
  const node = await enrolled()
  services.clock.advance(365 * 86_400_000 - MINUTE_MS)
  const { token, expiresAt } = await open(node)
  expect(expiresAt).toBe(services.clock.now() + MINUTE_MS)
  services.clock.advance(MINUTE_MS)
  await expect(authenticateSession(services, `Session ${token}`)).rejects.toThrow(SessionRefusedError)
  await expect(open(node)).rejects.toThrow(KeyNotEnrolledError)
})

it('refuses headers that hold no token', async () => {
  for (const header of [undefined, '', 'Session ', `Bearer ${'0'.repeat(64)}`, `Session ${'0'.repeat(64)}`])
    await expect(authenticateSession(services, header)).rejects.toThrow(SessionRefusedError)
})

it('forgets nonces and sessions only when they are over', async () => {
  const node = await enrolled()
  const nonce = word('kept nonce')
  const { token } = await open(node, { nonce })
  await services.db.transaction().execute((tx) => deleteExpired(tx, new Date(services.clock.now())))
  await authenticateSession(services, `Session ${token}`)
  await expect(open(node, { nonce })).rejects.toThrow(NonceUsedError)
  services.clock.advance(11 * MINUTE_MS)
  await services.db.transaction().execute((tx) => deleteExpired(tx, new Date(services.clock.now())))
  const left = await services.db
    .selectFrom('node_sessions')
    .select('token_hash')
    .where('key_id', '=', addressSchema.parse(node.hotKey.address))
    .execute()
  expect(left).toEqual([])
})
