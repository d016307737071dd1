import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { claimTypedData, NO_ADDRESS, PATHS, ROUTES } from '@noderr/protocol'
import { type MailCatcher, startMailCatcher } from '@noderr/testkit'
import type { FastifyInstance } from 'fastify'
import pg from 'pg'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { approveApplication } from '../src/applications/index.ts'
import { buildApi } from '../src/build-api.ts'
import { createCredential } from '../src/credentials/index.ts'
import { runJobs } from '../src/jobs/index.ts'
import { openLog } from '../src/log.ts'
import { JOBS_OF_ROOMS } from '../src/rooms.ts'
import { answer, delivery, sign } from './deliveries.ts'
import { testAccount } from './operator.ts'
import { startTestServices, type TestServices } from './services.ts'

// The queue waits some seconds before it asks a server again that refused.
vi.setConfig({ testTimeout: 90_000 })

const wallet = testAccount('wallet of the canary')
const SECRET = 'canary-webhook-secret'
/** What stands in the application and in no log, whatever happens. */
const PERSON = {
  email: 'canary-address@example.org',
  name: 'Canary Lovelace',
  motivation: 'canary motivation',
  rpc: 'https://rpc.example.org/canary-api-key',
}
const store = mkdtempSync(join(tmpdir(), 'noderr-canaries-'))
const lines: string[] = []
let services: TestServices
let app: FastifyInstance
let smtp: MailCatcher
let owner: pg.Client

beforeAll(async () => {
  mkdirSync(join(store, 'metadata'))
  writeFileSync(join(store, 'metadata/1.root.json'), '{"signed": {}}')
  smtp = await startMailCatcher()
  const environment = { SMTP_URL: smtp.url, ARTIFACT_STORE_DIR: store, TYPEFORM_WEBHOOK_SECRET: SECRET }
  const log = openLog('trace', 'canaries', { write: (line) => void lines.push(line) })
  const announce = (event: unknown) => void lines.push(JSON.stringify(event))
  services = { ...(await startTestServices(environment)), log, announce }
  app = await buildApi(services)
  owner = new pg.Client({ connectionString: services.url })
  await owner.connect()
})
afterAll(async () => {
  await owner.end()
  await app.close()
  await services.close()
  await smtp.close()
  rmSync(store, { recursive: true })
})

const post = (url: string, body: string, headers: Record<string, string> = {}) =>
  app.inject({ method: 'POST', url, body, headers: { 'content-type': 'application/json', ...headers } })

/** What the queue holds of its jobs: payloads, and why the last attempt failed. */
async function queuedText(): Promise<string> {
  const { rows } = await owner.query(
    'SELECT payload::text, last_error, key FROM graphile_worker._private_jobs',
  )
  return JSON.stringify(rows)
}

async function submit(): Promise<number> {
  const body = JSON.stringify(
    delivery([
      answer('email', 'email', PERSON.email),
      answer('name', 'text', PERSON.name),
      answer('motivation', 'text', PERSON.motivation),
      answer('rpc_url', 'url', PERSON.rpc),
      answer('wallet_address', 'text', wallet.address),
      answer('tier', 'choice', { id: 'a', ref: 'b', label: 'Validator' }),
    ]),
  )
  const signed = await post(PATHS.typeformWebhook, body, { 'typeform-signature': sign(body, SECRET) })
  expect(signed.statusCode).toBeLessThan(300)
  await post(PATHS.typeformWebhook, body, { 'typeform-signature': sign(body, 'another secret') })
  const find = () => services.db.selectFrom('operator_applications').select('id').executeTakeFirst()
  await vi.waitFor(async () => expect(await find()).toBeDefined(), 10_000)
  return (await find())?.id ?? 0
}

async function claim(claimToken: string): Promise<string> {
  const preview = (await post(ROUTES.previewClaim.path, JSON.stringify({ claimToken }))).json()
  const { origin, claimId } = preview
  const typed = claimTypedData(preview, { origin, claimId, wallet: preview.wallet, nodeKey: NO_ADDRESS })
  const signature = await wallet.signTypedData(typed as Parameters<typeof wallet.signTypedData>[0])
  const claimed = await post(
    ROUTES.claim.path,
    JSON.stringify({ claimToken, nodeKey: NO_ADDRESS, signature }),
  )
  return claimed.json().apiSecret
}

const tokensIn = (mails: MailCatcher['mails']) =>
  mails.flatMap(({ text }) => [...text.matchAll(/#([0-9a-f]{64})/g)].map(([, token]) => token ?? ''))

it('writes no address, mail, link, token or secret of a whole onboarding into a log or a job', async () => {
  let queued = ''
  const runner = await runJobs(
    services.url,
    JOBS_OF_ROOMS.flatMap((jobs) => jobs(services)),
    services.log,
  )
  // The server refuses with words that name the person and quote the mail.
  smtp.refuseWith({ code: 451, reason: `${PERSON.email} (${PERSON.name}): thank you: your application` })
  const applicationId = await submit()
  await vi.waitFor(async () => expect(await queuedText()).toContain('it is tried again'), 20_000)
  queued += await queuedText()
  smtp.refuseWith(undefined)
  await vi.waitFor(() => expect(smtp.mails).toHaveLength(1), 30_000)
  await runner.stop()

  const admin = services.as({ type: 'admin', name: 'grace', role: 'approver' })
  await approveApplication(admin, { applicationId }, createCredential)
  const asked = await post('/api/auth/email-link', JSON.stringify({ email: PERSON.email }))
  expect(asked.statusCode).toBe(202)
  queued += await queuedText()
  const second = await runJobs(
    services.url,
    JOBS_OF_ROOMS.flatMap((jobs) => jobs(services)),
    services.log,
  )
  await vi.waitFor(() => expect(tokensIn(smtp.mails)).toHaveLength(2), 30_000)
  await second.stop()

  const [claimToken = '', signInToken = ''] = ['/claim', '/login'].map((page) =>
    tokensIn(smtp.mails.filter(({ text }) => text.includes(`${page}#`))).join(),
  )
  const apiSecret = await claim(claimToken)
  const session = await post('/api/auth/login', JSON.stringify({ token: signInToken }))
  expect(session.statusCode).toBe(200)
  await post('/api/auth/login', JSON.stringify({ token: signInToken }))
  await post(ROUTES.previewClaim.path, JSON.stringify({ claimToken: `${claimToken}0` }))

  const cookie = String(session.headers['set-cookie']).split(/[=;]/)[1] ?? ''
  expect(apiSecret).toMatch(/^[0-9a-f]{64}$/)
  expect(cookie.length).toBeGreaterThan(20)
  const canaries = [
    ...Object.values(PERSON),
    ...[claimToken, signInToken, apiSecret, cookie, SECRET],
    ...['Hello Canary', 'was approved', 'has arrived and will be reviewed', 'Claim the credential'],
  ]
  expect(lines.length).toBeGreaterThan(0)
  for (const canary of canaries) {
    expect(
      lines.filter((line) => line.includes(canary)),
      canary,
    ).toEqual([])
    expect(queued, canary).not.toContain(canary)
  }
})
