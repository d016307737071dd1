import { type DelegationRevocation, delegationHash, delegationRevocationDigest } from '@noderr/protocol'
import type { PrivateKeyAccount } from 'viem/accounts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { enrolTestNode, startTestNode, type TestNode } from '../../test/enrolled-node.ts'
import { enrolBody, sessionRequest, signDigest, testAccount, word } from '../../test/operator.ts'
import { startTestServices, type TestServices } from '../../test/services.ts'
import { NotAllowedError } from '../auth/index.ts'
import { authenticateSession } from './authenticate-session.ts'
import { enrollNode } from './enroll-node.ts'
import { getNodeKey } from './get-node-key.ts'
import { KeyRevokedError } from './key.ts'
import { openSession } from './open-session.ts'
import {
  KeyUnknownError,
  RevocationNotGenuineError,
  revokeDelegation,
  revokeNodeKey,
} from './revoke-delegation.ts'

let services: TestServices
let names = 0

beforeAll(async () => {
  services = await startTestServices()
})
afterAll(() => services.close())

const now = () => services.clock.now()
const enrolled = () => enrolTestNode(services, `revoking operator ${names++}`, 'micro')

async function revocationOf(
  { nodeId, wallet, hotKey, domain }: TestNode,
  change: Partial<DelegationRevocation> = {},
  signer: PrivateKeyAccount = wallet,
) {
  const revocation = { operator: wallet.address, nodeId, nodeKey: hotKey.address, ...change }
  return { revocation, signature: await signDigest(signer, delegationRevocationDigest(domain, revocation)) }
}

it('ends a key by the wallet: its sessions are refused at once, the log says so, and it never comes back', async () => {
  const node = await enrolled()
  const { token } = await openSession(node.ctx, await sessionRequest({ ...node, now: now() }))
  await authenticateSession(services, `Session ${token}`)
  const answer = await revokeDelegation(node.ctx, await revocationOf(node))
  expect(answer).toEqual({ nodeId: node.nodeId, keyId: node.hotKey.address, revokedAt: now() })
  await expect(authenticateSession(services, `Session ${token}`)).rejects.toMatchObject({
    code: 'session.refused',
  })
  const stored = await services.db
    .selectFrom('node_keys')
    .select('delegation_hash')
    .where('key_id', '=', node.hotKey.address)
    .executeTakeFirstOrThrow()
  const logged = await services.db
    .selectFrom('network_log')
    .select(['kind', 'hash'])
    .orderBy('index', 'desc')
    .executeTakeFirst()
  expect(logged).toEqual({ kind: 'revocation', hash: stored.delegation_hash })
  const audited = await services.db
    .selectFrom('audit_log')
    .select(['actor', 'action'])
    .where('subject', '=', `node:${node.nodeId}`)
    .orderBy('id', 'desc')
    .executeTakeFirst()
  expect(audited).toEqual({ actor: `operator:${node.wallet.address}`, action: 'node.key-revoked' })

  services.clock.advance(1)
  const body = await enrolBody({ ...node, now: now() })
  expect(delegationHash(body.delegation)).not.toBe(stored.delegation_hash)
  await expect(enrollNode(node.ctx, node.holder, body)).rejects.toThrow(KeyRevokedError)
  const next = { ...node, hotKey: testAccount(`next hot key ${names}`) }
  await enrollNode(node.ctx, node.holder, await enrolBody({ ...next, now: now() }))
  await openSession(node.ctx, await sessionRequest({ ...next, now: now() }))
})

it('answers the same when it is signed again, and logs it once', async () => {
  const node = await enrolled()
  const request = await revocationOf(node)
  const first = await revokeDelegation(node.ctx, request)
  const size = async () =>
    (await services.db.selectFrom('network_log_head').select('size').executeTakeFirstOrThrow()).size
  const before = await size()
  services.clock.advance(1_000)
  expect(await revokeDelegation(node.ctx, request)).toEqual(first)
  expect(await size()).toBe(before)
})

it('refuses an actor without the wallet, and a key that is not of the node', async () => {
  const [node, other] = [await enrolled(), await enrolled()]
  const thief = testAccount('thief of keys')
  for (const request of [
    await revocationOf(node, {}, thief),
    await revocationOf(node, { operator: thief.address }, thief),
    await revocationOf(node, { nodeKey: other.hotKey.address }),
    await revocationOf({ ...node, domain: { ...node.domain, chainId: 8453 } }),
    await revocationOf({ ...node, domain: { ...node.domain, networkId: word('other') } }),
  ])
    await expect(revokeDelegation(node.ctx, request)).rejects.toThrow(RevocationNotGenuineError)
  expect(await getNodeKey(services.as({ type: 'cli', user: 'test' }), { nodeId: node.nodeId })).not.toBeNull()
})

it('lets support end a key with a reason, and refuses an actor without the role', async () => {
  const node = await enrolled()
  const input = { nodeId: node.nodeId, keyId: node.hotKey.address, reason: 'the operator called' }
  const as = (role: 'viewer' | 'support') => ({
    ...services,
    ...services.as({ type: 'admin', name: 'sue', role }),
  })
  await expect(revokeNodeKey(as('viewer'), input)).rejects.toThrow(NotAllowedError)
  await revokeNodeKey(as('support'), input)
  expect(await getNodeKey(as('support'), { nodeId: node.nodeId })).toBeNull()
  const unknown = { ...input, keyId: testAccount('nobody').address }
  await expect(revokeNodeKey(as('support'), unknown)).rejects.toThrow(KeyUnknownError)
})

it('tells the operator by mail when a node enrols for the first time, and not again', async () => {
  const node = await startTestNode(services, `told operator ${names++}`, 'micro')
  const mails = () =>
    services.db
      .selectFrom('operator_notifications')
      .select('body')
      .where('application_id', '=', node.credential.applicationId)
      .where('notification_type', '=', 'node_registered')
      .execute()
  await enrollNode(node.ctx, node.holder, await enrolBody({ ...node, now: now() }))
  const [first, ...more] = await mails()
  expect(more).toEqual([])
  expect(first?.body).toContain(node.hotKey.address)
  services.clock.advance(1)
  await enrollNode(node.ctx, node.holder, await enrolBody({ ...node, now: now() }))
  expect(await mails()).toHaveLength(1)
})
