import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  ApiProblemError,
  apiKeyHeader,
  type Bundle,
  callRoute,
  claimTypedData,
  type Fetch,
  NO_ADDRESS,
  ROUTES,
  type Signature,
  sessionHeader,
} from '@noderr/protocol'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { approveApplication } from '../src/applications/index.ts'
import { buildApi } from '../src/build-api.ts'
import { createCredential, fillInvite } from '../src/credentials/index.ts'
import { answer, submitForm } from './deliveries.ts'
import { enrolBody, sessionRequest, testAccount } from './operator.ts'
import { startTestServices, type TestServices } from './services.ts'

const wallet = testAccount('wallet of the journey')
const hotKey = testAccount('hot key of the journey')
const store = mkdtempSync(join(tmpdir(), 'noderr-onboarding-'))
let services: TestServices
let app: FastifyInstance

beforeAll(async () => {
  services = await startTestServices({ ARTIFACT_STORE_DIR: store })
  app = await buildApi(services)
  mkdirSync(join(store, 'metadata'))
  writeFileSync(join(store, 'metadata/1.root.json'), '{"signed": {}}')
})
afterAll(async () => {
  await app.close()
  await services.close()
  rmSync(store, { recursive: true })
})

/** The server without a socket, as the client package sees it. */
const fetch: Fetch = async (url, init) => {
  const { pathname, search } = new URL(url)
  const answered = await app.inject({
    method: init.method === 'POST' ? 'POST' : 'GET',
    url: pathname + search,
    headers: Object.fromEntries(new Headers(init.headers)),
    ...(typeof init.body === 'string' ? { body: init.body } : {}),
  })
  return new Response(answered.body, { status: answered.statusCode })
}
const options = (authorization?: string) => ({
  baseUrl: services.config.publicUrl,
  fetch,
  ...(authorization ? { authorization } : {}),
})

async function approvedClaimToken(): Promise<string> {
  const answers = [
    answer('email', 'email', 'ada@example.org'),
    answer('name', 'text', 'Ada {{claimLink}}'),
    answer('wallet_address', 'text', wallet.address),
    answer('tier', 'choice', { id: 'a', ref: 'b', label: 'Oracle' }),
  ]
  const application = await submitForm(services, answers)
  const admin = services.as({ type: 'admin', name: 'ada', role: 'approver' })
  await approveApplication(admin, { applicationId: application?.id ?? 0 }, createCredential)
  const mail = await services.db
    .selectFrom('operator_notifications')
    .select(['body', 'reference'])
    .where('notification_type', '=', 'credentials_issued')
    .executeTakeFirstOrThrow()
  expect(mail.body.match(/\{\{/g)).toHaveLength(1)
  const { claimLink } = await fillInvite(services)(mail.reference as Record<string, unknown>)
  return claimLink?.split('#')[1] ?? ''
}

async function claim(claimToken: string): Promise<Bundle> {
  const preview = await callRoute(ROUTES.previewClaim, { body: { claimToken } }, options())
  const { origin, claimId } = preview
  const typed = claimTypedData(preview, { origin, claimId, wallet: preview.wallet, nodeKey: NO_ADDRESS })
  const signature = (await wallet.signTypedData(
    typed as Parameters<typeof wallet.signTypedData>[0],
  )) as Signature
  return callRoute(ROUTES.claim, { body: { claimToken, nodeKey: NO_ADDRESS, signature } }, options())
}

it('leads an operator from approval over claim and enrolment to a session and a heartbeat', async () => {
  const claimToken = await approvedClaimToken()
  const bundle = await claim(claimToken)
  await expect(claim(claimToken)).rejects.toMatchObject({ status: 409, code: 'claim.used' })

  const withKey = options(apiKeyHeader(bundle.apiKey, bundle.apiSecret))
  const before = await callRoute(ROUTES.nodeConfig, {}, withKey)
  expect(before).toMatchObject({ nodeId: bundle.nodeId, tier: 'oracle', enrolled: false })

  const node = {
    domain: { chainId: bundle.chainId, networkId: bundle.networkId },
    audience: bundle.controlPlaneUrl,
    nodeId: bundle.nodeId,
    wallet,
    hotKey,
    now: services.clock.now(),
  }
  const enrolled = await callRoute(ROUTES.enrolNode, { body: await enrolBody(node) }, withKey)
  expect(enrolled.keyId).toBe(hotKey.address)
  expect((await callRoute(ROUTES.nodeConfig, {}, withKey)).enrolled).toBe(true)

  const grant = await callRoute(ROUTES.openSession, { body: await sessionRequest(node) }, options())
  const said = {
    softwareVersion: '0.1.0',
    releases: [
      { modelId: 'btc-1h-range', version: '1.0.0', digest: `sha256:${'0'.repeat(64)}`, state: 'active' },
    ],
    outboxDepth: 3,
    feedCloseTime: 1_672_531_200_000,
    uptimeMs: 5_000,
  }
  const time = await callRoute(ROUTES.heartbeat, { body: said }, options(sessionHeader(grant.token)))
  expect(time).toEqual({ wallTime: services.clock.now(), marketTime: services.network.clock.now() })

  const metrics = await services.db
    .selectFrom('node_metrics')
    .select(['last_seen_at', 'release', 'software_version'])
    .where('node_id', '=', bundle.nodeId)
    .executeTakeFirst()
  expect(metrics).toEqual({
    last_seen_at: new Date(services.clock.now()),
    release: 'btc-1h-range@1.0.0',
    software_version: '0.1.0',
  })
})

it('answers strangers with problem documents that give nothing away', async () => {
  const unknown = callRoute(ROUTES.previewClaim, { body: { claimToken: '0'.repeat(64) } }, options())
  await expect(unknown).rejects.toMatchObject({ status: 404, code: 'claim.unknown' })
  const noKey = callRoute(ROUTES.nodeConfig, {}, options())
  await expect(noKey).rejects.toMatchObject({ status: 401, code: 'credential.refused' })
  const noSession = callRoute(ROUTES.heartbeat, { body: {} as never }, options('Session nonsense'))
  await expect(noSession).rejects.toBeInstanceOf(ApiProblemError)
  await expect(noSession).rejects.toMatchObject({ status: 401, code: 'session.refused' })
})

it('slows down whoever tries claim links', async () => {
  const statuses = await Promise.all(
    Array.from({ length: 130 }, async () => {
      const answered = await app.inject({
        method: 'POST',
        url: ROUTES.previewClaim.path,
        body: { claimToken: 'f'.repeat(64) },
        remoteAddress: '192.0.2.7',
      })
      return answered.statusCode
    }),
  )
  expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(0)
})
