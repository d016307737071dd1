import { delegationHash, nodeIdSchema } from '@noderr/protocol'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { enrolTestNode, startTestNode } from '../../test/enrolled-node.ts'
import { type EnrolmentCase, enrolBody, sessionRequest, testAccount, word } from '../../test/operator.ts'
import { startTestServices, type TestServices } from '../../test/services.ts'
import { authenticateSession } from './authenticate-session.ts'
import { enrollNode } from './enroll-node.ts'
import { DelegationOutdatedError, KeyRevokedError, KeyTakenError } from './key.ts'
import { NonceUsedError } from './nonce.ts'
import { KeyNotEnrolledError, openSession } from './open-session.ts'
import { type EnrolmentFault, EnrolmentNotGenuineError } from './verify-enrolment.ts'

const DAY_MS = 86_400_000
let services: TestServices
let names = 0

beforeAll(async () => {
  services = await startTestServices()
})
afterAll(() => services.close())

const fresh = () => startTestNode(services, `operator ${names++}`)
const now = () => services.clock.now()

it('enrols the key that the wallet delegated to and audits it as the operator', async () => {
  const node = await fresh()
  const enrolled = await enrollNode(node.ctx, node.holder, await enrolBody({ ...node, now: now() }))
  expect(enrolled).toEqual({ nodeId: node.nodeId, keyId: node.hotKey.address, enrolledAt: now() })
  const entries = await services.db
    .selectFrom('audit_log')
    .select(['actor', 'action', 'details'])
    .where('subject', '=', `node:${node.nodeId}`)
    .execute()
  expect(entries).toMatchObject([
    {
      actor: `operator:${node.wallet.address}`,
      action: 'node.enrolled',
      details: { keyId: node.hotKey.address, replaced: null },
    },
  ])
})

it('answers the same delegation with the same, however often', async () => {
  const node = await fresh()
  const { delegation } = await enrolBody({ ...node, now: now() })
  const again = async () =>
    enrollNode(node.ctx, node.holder, await enrolBody({ ...node, now: now(), delegation }))
  const [first, ...others] = await Promise.all([again(), again(), again()])
  services.clock.advance(60_000)
  others.push(await again())
  for (const other of others) expect(other).toEqual(first)
})

it('refuses an actor without the wallet: a stolen secret enrols no other key', async () => {
  const node = await enrolTestNode(services, `operator ${names++}`)
  services.clock.advance(1_000)
  const thief = { ...node, wallet: testAccount('thief'), hotKey: testAccount('thief key') }
  const bySelf = await enrolBody({ ...thief, now: now() })
  await expect(enrollNode(node.ctx, node.holder, bySelf)).rejects.toMatchObject({
    code: 'enrolment.other-wallet',
  })
  const operator = node.wallet.address
  const inTheirName = await enrolBody({ ...thief, now: now(), delegation: { operator } })
  await expect(enrollNode(node.ctx, node.holder, inTheirName)).rejects.toMatchObject({
    code: 'enrolment.delegation-signature',
  })
  await openSession(node.ctx, await sessionRequest({ ...node, now: now() }))
})

const faults: readonly [EnrolmentFault, (node: EnrolmentCase) => Partial<EnrolmentCase>][] = [
  ['other-node', () => ({ nodeId: nodeIdSchema.parse(word('other node')) })],
  ['wallet-as-key', ({ wallet }) => ({ hotKey: wallet })],
  ['other-key', () => ({ enrolment: { nodeKey: testAccount('another key').address } })],
  ['other-delegation', () => ({ enrolment: { delegationHash: word('other delegation') } })],
  ['other-audience', () => ({ audience: 'https://other.example' })],
  ['stale', (node) => ({ enrolment: { issuedAt: node.now - 3_600_000 } })],
  [
    'not-in-force',
    (node) => ({ delegation: { notBefore: node.now + DAY_MS, notAfter: node.now + 2 * DAY_MS } }),
  ],
  ['not-in-force', (node) => ({ delegation: { notBefore: node.now - 2, notAfter: node.now } })],
  ['not-in-force', (node) => ({ delegation: { notAfter: node.now + 401 * DAY_MS } })],
  ['not-in-force', () => ({ delegation: { notBefore: 0, notAfter: Number.MAX_SAFE_INTEGER } })],
  ['delegation-signature', ({ domain }) => ({ domain: { ...domain, chainId: 8453 } })],
  ['delegation-signature', ({ domain }) => ({ domain: { ...domain, networkId: word('other network') } })],
]
it.each(faults)('refuses an enrolment with the fault %s (case %#)', async (fault, change) => {
  const node = { ...(await fresh()), now: now() }
  const body = await enrolBody({ ...node, ...change(node) })
  const refused = enrollNode(node.ctx, node.holder, body)
  await expect(refused).rejects.toThrow(EnrolmentNotGenuineError)
  await expect(refused).rejects.toMatchObject({ code: `enrolment.${fault}` })
})

it('refuses a hot key that does not sign for itself', async () => {
  const node = await fresh()
  const body = await enrolBody({ ...node, now: now() })
  const other = await enrolBody({ ...node, hotKey: testAccount('other key'), now: now() })
  const forged = { ...body, enrolmentSignature: other.enrolmentSignature }
  await expect(enrollNode(node.ctx, node.holder, forged)).rejects.toMatchObject({
    code: 'enrolment.enrolment-signature',
  })
})

it('replaces a key by a newer delegation and ends the former one and its sessions', async () => {
  const node = await enrolTestNode(services, `operator ${names++}`)
  const { token } = await openSession(node.ctx, await sessionRequest({ ...node, now: now() }))
  const next = { ...node, hotKey: testAccount(`next key ${names}`) }
  const [former] = await services.db
    .selectFrom('node_keys')
    .select('delegation_hash')
    .where('node_id', '=', node.nodeId)
    .execute()
  const asOld = await enrolBody({ ...next, now: now() })
  await expect(enrollNode(node.ctx, node.holder, asOld)).rejects.toThrow(DelegationOutdatedError)
  services.clock.advance(1)
  const newer = await enrolBody({ ...next, now: now() })
  await enrollNode(node.ctx, node.holder, newer)
  const log = await services.db
    .selectFrom('network_log')
    .select(['kind', 'hash'])
    .orderBy('index', 'desc')
    .limit(2)
    .execute()
  expect(log).toEqual([
    { kind: 'delegation', hash: delegationHash(newer.delegation) },
    { kind: 'revocation', hash: former?.delegation_hash },
  ])
  await expect(authenticateSession(services, `Session ${token}`)).rejects.toMatchObject({
    code: 'session.refused',
  })
  await expect(openSession(node.ctx, await sessionRequest({ ...node, now: now() }))).rejects.toThrow(
    KeyNotEnrolledError,
  )
  await openSession(node.ctx, await sessionRequest({ ...next, now: now() }))
  services.clock.advance(1)
  await expect(enrollNode(node.ctx, node.holder, await enrolBody({ ...node, now: now() }))).rejects.toThrow(
    KeyRevokedError,
  )
})

it('renews a key by a newer delegation to itself', async () => {
  const node = await enrolTestNode(services, `operator ${names++}`)
  const enrolledAt = now()
  services.clock.advance(DAY_MS)
  const renewed = await enrollNode(node.ctx, node.holder, await enrolBody({ ...node, now: now() }))
  expect(renewed.enrolledAt).toBe(enrolledAt)
  services.clock.advance(364.5 * DAY_MS)
  await openSession(node.ctx, await sessionRequest({ ...node, now: now() }))
})

it('refuses a nonce that the wallet has signed before', async () => {
  const node = await enrolTestNode(services, `operator ${names++}`)
  const nonce = word(`${node.hotKey.address} ${now()}`)
  services.clock.advance(1)
  const body = await enrolBody({ ...node, now: now(), delegation: { nonce } })
  await expect(enrollNode(node.ctx, node.holder, body)).rejects.toThrow(NonceUsedError)
})

it('gives one key to one node, also when two ask at once', async () => {
  const hotKey = testAccount('shared key')
  const asked = await Promise.all(
    [await fresh(), await fresh()].map(async (node) => {
      const body = await enrolBody({ ...node, hotKey, now: now() })
      return enrollNode(node.ctx, node.holder, body).catch((error: unknown) => error)
    }),
  )
  expect(asked.filter((answer) => answer instanceof KeyTakenError)).toHaveLength(1)
})
