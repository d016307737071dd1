import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type CredentialRotation,
  credentialRotationDigest,
  nodeIdSchema,
  type SigningDomain,
} from '@noderr/protocol'
import type { FastifyInstance } from 'fastify'
import type { PrivateKeyAccount } from 'viem/accounts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { claimedCredential } from '../../test/claimed-credential.ts'
import { signDigest, testAccount, word } from '../../test/operator.ts'
import { startTestServices, type TestServices } from '../../test/services.ts'
import { buildApi } from '../build-api.ts'
import { openDatabase } from '../db/index.ts'
import { authenticateApiKey } from './authenticate-api-key.ts'
import { CredentialNotClaimedError, CredentialRevokedError } from './credential.ts'
import type { KeyedContext } from './keyed-context.ts'
import { reissueCredential } from './reissue-credential.ts'
import { revokeCredential } from './revoke-credential.ts'
import { RotationOutdatedError, rotateSecret } from './rotate-secret.ts'

const DAY_MS = 86_400_000
const store = mkdtempSync(join(tmpdir(), 'noderr-rotate-'))
let services: TestServices
let anonymous: KeyedContext
let names = 0

beforeAll(async () => {
  mkdirSync(join(store, 'metadata'))
  writeFileSync(join(store, 'metadata/1.root.json'), '{}')
  services = await startTestServices({ ARTIFACT_STORE_DIR: store })
  anonymous = { ...services, actor: { type: 'anonymous' } }
})
afterAll(async () => {
  await services.close()
  rmSync(store, { recursive: true })
})

const claimed = () => claimedCredential(services, testAccount(`rotating wallet ${names++}`))
const support = () => services.as({ type: 'admin', name: 'sue', role: 'support' })
const holderOf = (header: string) => authenticateApiKey(services, header)
const header = ({ apiKey, apiSecret }: { apiKey: string; apiSecret: string }) =>
  `Bearer ${apiKey}:${apiSecret}`

async function rotationOf(
  { wallet, credential }: Awaited<ReturnType<typeof claimed>>,
  change: Partial<CredentialRotation> = {},
  signer: PrivateKeyAccount = wallet,
  domain: Partial<SigningDomain> = {},
) {
  const rotation: CredentialRotation = {
    origin: services.config.publicUrl,
    nodeId: credential.nodeId,
    wallet: wallet.address,
    overlapSeconds: 86_400,
    issuedAt: services.clock.now(),
    ...change,
  }
  const digest = credentialRotationDigest({ ...services.network.domain, ...domain }, rotation)
  return { rotation, signature: await signDigest(signer, digest) }
}

it('gives the wallet a new secret and lets the former one live for the overlap', async () => {
  const operator = await claimed()
  const rotated = await rotateSecret(anonymous, await rotationOf(operator))
  expect(rotated).toMatchObject({ apiKey: operator.bundle.apiKey, nodeId: operator.bundle.nodeId })
  expect(rotated.apiSecret).not.toBe(operator.bundle.apiSecret)
  await holderOf(header(rotated))
  services.clock.advance(DAY_MS - 1)
  await holderOf(header(operator.bundle))
  services.clock.advance(1)
  await expect(holderOf(header(operator.bundle))).rejects.toMatchObject({ code: 'credential.refused' })
  await holderOf(header(rotated))
  const entry = await services.db
    .selectFrom('audit_log')
    .select(['actor', 'action', 'details'])
    .where('subject', '=', `credential:${operator.credential.id}`)
    .orderBy('id', 'desc')
    .executeTakeFirstOrThrow()
  expect(entry).toMatchObject({
    actor: `operator:${operator.wallet.address}`,
    action: 'credential.rotated',
  })
  expect(JSON.stringify(entry)).not.toContain(rotated.apiSecret)
})

it('ends the former secret at once where the wallet signed no overlap, and never grants more than the network does', async () => {
  const stolen = await claimed()
  await rotateSecret(anonymous, await rotationOf(stolen, { overlapSeconds: 0 }))
  await expect(holderOf(header(stolen.bundle))).rejects.toMatchObject({ code: 'credential.refused' })
  const greedy = await claimed()
  await rotateSecret(anonymous, await rotationOf(greedy, { overlapSeconds: 4_000_000_000 }))
  services.clock.advance(DAY_MS)
  await expect(holderOf(header(greedy.bundle))).rejects.toMatchObject({ code: 'credential.refused' })
})

it('refuses an actor without the wallet: a stolen secret cannot rotate its owner out', async () => {
  const operator = await claimed()
  const thief = testAccount('thief')
  await expect(rotateSecret(anonymous, await rotationOf(operator, {}, thief))).rejects.toMatchObject({
    code: 'rotation.signature',
  })
  const inOwnName = await rotationOf(operator, { wallet: thief.address }, thief)
  await expect(rotateSecret(anonymous, inOwnName)).rejects.toMatchObject({ code: 'rotation.wallet' })
  const unknown = await rotationOf(operator, { nodeId: nodeIdSchema.parse(word('nowhere')) })
  await expect(rotateSecret(anonymous, unknown)).rejects.toMatchObject({ code: 'rotation.wallet' })
  await holderOf(header(operator.bundle))
})

it.each([
  ['rotation.origin', { origin: 'https://phish.example' }, {}],
  ['rotation.stale', { issuedAt: 0 }, {}],
  ['rotation.signature', {}, { chainId: 8453 }],
  ['rotation.signature', {}, { networkId: word('other network') }],
] as const)(
  'refuses with %s what was signed for another place or time (case %#)',
  async (code, change, domain) => {
    const operator = await claimed()
    const request = await rotationOf(operator, change, operator.wallet, domain)
    await expect(rotateSecret(anonymous, request)).rejects.toMatchObject({ code })
  },
)

it('takes a signature once, and none that is older', async () => {
  const operator = await claimed()
  const older = await rotationOf(operator)
  services.clock.advance(1_000)
  const request = await rotationOf(operator)
  const answers = await Promise.allSettled([1, 2, 3].map(() => rotateSecret(anonymous, request)))
  expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  await expect(rotateSecret(anonymous, older)).rejects.toThrow(RotationOutdatedError)
})

it('renews a credential that has expired for a year, without waking its former secret', async () => {
  const operator = await claimed()
  services.clock.advance(366 * DAY_MS)
  await expect(holderOf(header(operator.bundle))).rejects.toMatchObject({ code: 'credential.expired' })
  const renewed = await rotateSecret(anonymous, await rotationOf(operator))
  await expect(holderOf(header(operator.bundle))).rejects.toMatchObject({ code: 'credential.refused' })
  services.clock.advance(365 * DAY_MS - 1)
  await holderOf(header(renewed))
})

it('refuses what was revoked or never claimed', async () => {
  const revoked = await claimed()
  await revokeCredential(support(), { credentialId: revoked.credential.id, reason: 'left' })
  await expect(rotateSecret(anonymous, await rotationOf(revoked))).rejects.toThrow(CredentialRevokedError)
  const reissued = await claimed()
  await reissueCredential(support(), { credentialId: reissued.credential.id, reason: 'seen on a screen' })
  await expect(rotateSecret(anonymous, await rotationOf(reissued))).rejects.toThrow(CredentialNotClaimedError)
})

it('is refused by the next request to any process once it was revoked', async () => {
  const { bundle, credential } = await claimed()
  const other = { ...services, db: openDatabase(services.url, () => {}) }
  const apis: FastifyInstance[] = [await buildApi(services), await buildApi(other)]
  const ask = () =>
    Promise.all(
      apis.map(async (api) => {
        const headers = { authorization: header(bundle) }
        return (await api.inject({ url: '/api/nodes/config', headers })).statusCode
      }),
    )
  expect(await ask()).toEqual([200, 200])
  await revokeCredential(support(), { credentialId: credential.id, reason: 'leaked' })
  expect(await ask()).toEqual([403, 403])
  for (const api of apis) await api.close()
  await other.db.destroy()
})
