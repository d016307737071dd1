import type { Tier } from '@noderr/protocol'
import { type ApiKeyHolder, createCredential, type KeyedContext } from '../src/credentials/index.ts'
import { inTransaction } from '../src/db/index.ts'
import { enrollNode } from '../src/nodes/enroll-node.ts'
import { enrolBody, insertApproved, testAccount } from './operator.ts'
import type { TestServices } from './services.ts'

/** An approved operator, its node's credential, and the two keys; the hot key is not enrolled yet. */
export async function startTestNode(services: TestServices, name: string, tier: Tier = 'oracle') {
  const wallet = testAccount(`${name} wallet`)
  const hotKey = testAccount(`${name} hot key`)
  const application = await insertApproved(services, wallet.address, tier)
  const system = services.as({ type: 'system', job: 'test' })
  const credential = await inTransaction(services.db, (tx) => createCredential(tx, system, application))
  const { id: credentialId, nodeId, operator } = credential
  const holder: ApiKeyHolder = { credentialId, nodeId, operator, tier }
  const ctx: KeyedContext = { ...services, actor: { type: 'node', nodeId } }
  const domain = services.network.domain
  return { wallet, hotKey, credential, holder, ctx, domain, nodeId, audience: services.config.publicUrl }
}

export type TestNode = Awaited<ReturnType<typeof startTestNode>>

/** A node whose hot key is enrolled. */
export async function enrolTestNode(services: TestServices, name: string, tier: Tier = 'oracle') {
  const node = await startTestNode(services, name, tier)
  await enrollNode(node.ctx, node.holder, await enrolBody({ ...node, now: services.clock.now() }))
  return node
}
