import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  apiKeyHeader,
  type Bundle,
  callRoute,
  claimTypedData,
  NO_ADDRESS,
  PATHS,
  ROUTES,
  type Signature,
  sessionHeader,
} from '@noderr/protocol'
import { createTestDatabase, type MailCatcher, startMailCatcher, type TestDatabase } from '@noderr/testkit'
import pg from 'pg'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { migrate } from '../src/db/index.ts'
import { answer, delivery, sign } from './deliveries.ts'
import { enrolBody, sessionRequest, testAccount } from './operator.ts'

// Whole programs on a machine that may be busy.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 })

const MAIN = join(import.meta.dirname, '../src/main.ts')

/** What nobody may find elsewhere, by name; those that the programs make themselves are added as they come. */
const canaries: Record<string, string> = {
  'webhook secret': 'canary-webhook-secret-4f1c',
  'e-mail address': 'canary.mailbox@example.org',
  name: 'Canary Fullname',
  'RPC key': 'canary-rpc-key-77aa',
  experience: 'canary experience of ten years',
  infrastructure: 'canary rack in the cellar',
  motivation: 'canary motive',
  'other answer': 'canary favourite colour',
  'unsigned body': 'canary of a body that nobody signed',
  'unread body': 'canary of a body that nobody can read',
  'browser of a person': 'canary-browser/1',
  note: 'canary note of a reviewer',
  question: 'canary question to the applicant',
}

/** Where each may stand, as `table.column`: each place says why it is needed, and nobody but the service reads it. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  'e-mail address': [
    'operator_applications.email',
    'operator_applications.email_key',
    'auth_users.email',
    // Addresses of mails; the bodies as they go out, with placeholders for links.
    'operator_notifications.operator_email',
    // Deliveries as they came, byte for byte, and what was read in them.
    'webhook_inbox.body',
    'webhook_inbox.reading',
  ],
  name: [
    'operator_applications.name',
    'operator_applications.sort_name',
    'operator_notifications.body',
    'operator_notifications.body_html',
    'webhook_inbox.body',
    'webhook_inbox.reading',
  ],
  'RPC key': ['operator_applications.rpc_endpoint', 'webhook_inbox.body', 'webhook_inbox.reading'],
  experience: ['operator_applications.experience', 'webhook_inbox.body', 'webhook_inbox.reading'],
  infrastructure: ['operator_applications.infrastructure', 'webhook_inbox.body', 'webhook_inbox.reading'],
  motivation: ['operator_applications.motivation', 'webhook_inbox.body', 'webhook_inbox.reading'],
  'other answer': ['operator_applications.other_answers', 'webhook_inbox.body'],
  'unsigned body': ['webhook_quarantine.body'],
  'unread body': ['webhook_inbox.body'],
  'browser of a person': ['auth_sessions.user_agent', 'operator_downloads.user_agent'],
  // A token opens nothing without its signature, which only the session secret makes and no table holds.
  'session token of the admin': ['auth_sessions.token'],
  'session token of the applicant': ['auth_sessions.token'],
  note: ['application_notes.note'],
  question: [
    'application_questions.question',
    'operator_notifications.body',
    'operator_notifications.body_html',
  ],
}

let database: TestDatabase
let owner: pg.Client
let smtp: MailCatcher
let program: ChildProcess
let url: string
let output = ''
const dataDir = mkdtempSync(join(tmpdir(), 'noderr-canaries-'))

beforeAll(async () => {
  database = await createTestDatabase('control_plane', async (at) => void (await migrate(at)))
  owner = new pg.Client({ connectionString: database.url })
  await owner.connect()
  await watchQueue()
  smtp = await startMailCatcher()
  mkdirSync(join(dataDir, 'artifact-store/metadata'), { recursive: true })
  writeFileSync(join(dataDir, 'artifact-store/metadata/1.root.json'), '{"signed": {}}')
  const port = await freePort()
  url = `http://localhost:${port}`
  program = spawn(process.execPath, [MAIN, '--json'], {
    env: {
      PATH: process.env.PATH,
      PORT: String(port),
      DATA_DIR: dataDir,
      DATABASE_URL: database.url,
      TYPEFORM_WEBHOOK_SECRET: canaries['webhook secret'],
      SMTP_URL: smtp.url,
      LOG_LEVEL: 'trace',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  for (const stream of [program.stdout, program.stderr])
    stream?.on('data', (chunk: Buffer) => {
      output += chunk.toString()
    })
  await until(() => output.includes('"event":"ready"') || undefined)
})
afterAll(async () => {
  if (program.exitCode === null) {
    program.kill('SIGTERM')
    await once(program, 'exit')
  }
  await owner.end()
  await smtp.close()
  await database.drop()
  rmSync(dataDir, { recursive: true, force: true })
})

/** Jobs go when they are done: what was in them is kept aside. */
async function watchQueue(): Promise<void> {
  await owner.query(`CREATE SCHEMA seen; CREATE TABLE seen.jobs (payload jsonb);
    CREATE FUNCTION seen.job() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS
      $$ BEGIN INSERT INTO seen.jobs VALUES (to_jsonb(NEW)); RETURN NULL; END $$;
    CREATE TRIGGER seen AFTER INSERT OR UPDATE ON graphile_worker._private_jobs FOR EACH ROW EXECUTE FUNCTION seen.job()`)
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

async function until<T>(look: () => T | undefined | Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await look()
    if (found !== undefined) return found
    if (program.exitCode !== null) throw new RangeError(`the control plane ended: ${output.slice(-2_000)}`)
    await sleep(50)
  }
}

/** Asks as a browser does; `cookie` once signed in. */
async function ask(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url + path, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'user-agent': canaries['browser of a person'] ?? '',
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
}

async function deliver(body: string, signature?: string): Promise<number> {
  const signed = signature ?? sign(body, canaries['webhook secret'] ?? '')
  return (await ask(PATHS.typeformWebhook, body, { 'typeform-signature': signed })).status
}

async function signInAsOwner(): Promise<string> {
  const token = /"event":"admin.login".*?#([0-9a-f]{64})/.exec(output)?.[1] ?? ''
  canaries['login token'] = token
  const entered = await ask('/api/auth/login', { token })
  expect(entered.status).toBe(200)
  const cookie = (entered.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  keepCookie('admin', cookie)
  expect(await whoIs(cookie)).not.toBeNull()
  expect(await whoIs(cookie.split('.')[0] ?? '')).toBeNull()
  // Once more with a used token, and with what is none.
  await ask('/api/auth/login', { token })
  await ask('/api/auth/login', { token: `not ${token}` })
  return cookie
}

/** A cookie is a token and its signature; each alone must stand nowhere either. */
function keepCookie(whose: string, cookie: string): void {
  const [token = '', signature = ''] = decodeURIComponent(cookie.slice(cookie.indexOf('=') + 1)).split('.')
  canaries[`session token of the ${whose}`] = token
  canaries[`session signature of the ${whose}`] = signature
}

/** Whom the console takes the bearer of a cookie for. */
async function whoIs(cookie: string): Promise<unknown> {
  return (await fetch(`${url}/api/auth/session`, { headers: { cookie } })).json()
}

const wallet = testAccount('wallet of the canary')
const hotKey = testAccount('hot key of the canary')

function form(): string {
  return JSON.stringify(
    delivery([
      answer('email', 'email', canaries['e-mail address']),
      answer('name', 'text', canaries.name),
      answer('wallet_address', 'text', wallet.address),
      answer('tier', 'choice', { label: 'Oracle' }),
      answer('rpc_endpoint', 'url', `https://rpc.example.org/v1/${canaries['RPC key']}`),
      answer('experience', 'text', canaries.experience),
      answer('infrastructure', 'text', canaries.infrastructure),
      answer('motivation', 'text', canaries.motivation),
      answer('favourite_colour', 'text', canaries['other answer']),
    ]),
  )
}

const linkIn = (pattern: RegExp) => () =>
  smtp.mails.flatMap(({ source }) => pattern.exec(source)?.[1] ?? []).at(-1)

async function onboard(): Promise<void> {
  const cookie = await signInAsOwner()
  const body = form()
  expect(await deliver(body)).toBe(200)
  expect(await deliver(body)).toBe(200)
  expect(await deliver(JSON.stringify({ said: canaries['unsigned body'] }), 'sha256=wrong')).toBe(401)
  expect(await deliver(`{"said": "${canaries['unread body']}"`)).toBe(200)
  const applicationId = await until(async () => {
    const { rows } = await owner.query<{ id: number }>('SELECT id FROM operator_applications')
    return rows[0]?.id
  })
  const asAdmin = (procedure: string, input: object) => ask(`/trpc/admin.${procedure}`, input, { cookie })
  expect((await asAdmin('addNote', { applicationId, note: canaries.note })).status).toBe(200)
  expect((await asAdmin('requestInformation', { applicationId, question: canaries.question })).status).toBe(
    200,
  )
  // What is wrong is refused without being quoted in a log.
  await asAdmin('correctApplication', { applicationId, email: `${canaries.name} is no address` })
  smtp.refuseWith(`mailbox ${canaries['e-mail address']} is full`)
  await approve(applicationId, asAdmin)
  await sleep(1_000)
  smtp.refuseWith(undefined)
  await owner.query('UPDATE graphile_worker._private_jobs SET run_at = now() WHERE attempts > 0')
  await becomeOperator()
  await signInByMail()
}

async function approve(
  applicationId: number,
  asAdmin: (procedure: string, input: object) => Promise<Response>,
): Promise<void> {
  const approved = await asAdmin('approveApplication', { applicationId })
  expect(approved.status, await approved.text()).toBe(200)
}

async function becomeOperator(): Promise<void> {
  const claimToken = await until(linkIn(/\/claim#([0-9a-f]{64})/))
  canaries['claim token'] = claimToken
  const options = { baseUrl: url, fetch }
  const preview = await callRoute(ROUTES.previewClaim, { body: { claimToken } }, options)
  const { origin, claimId } = preview
  const typed = claimTypedData(preview, { origin, claimId, wallet: preview.wallet, nodeKey: NO_ADDRESS })
  const signature = (await wallet.signTypedData(
    typed as Parameters<typeof wallet.signTypedData>[0],
  )) as Signature
  const claim = { claimToken, nodeKey: NO_ADDRESS, signature }
  const claimed = await ask(ROUTES.claim.path, claim)
  const bundle = (await claimed.json()) as Bundle
  expect(claimed.status, JSON.stringify(bundle)).toBe(200)
  canaries['API secret'] = bundle.apiSecret
  await ask(ROUTES.claim.path, claim)
  await ask(ROUTES.claim.path, { ...claim, signature: `0x${'1'.repeat(130)}` })

  const authorization = apiKeyHeader(bundle.apiKey, bundle.apiSecret)
  const node = {
    domain: { chainId: bundle.chainId, networkId: bundle.networkId },
    audience: bundle.controlPlaneUrl,
    nodeId: bundle.nodeId,
    wallet,
    hotKey,
    now: Date.now(),
  }
  await callRoute(ROUTES.enrolNode, { body: await enrolBody(node) }, { ...options, authorization })
  const { token } = await callRoute(ROUTES.openSession, { body: await sessionRequest(node) }, options)
  canaries['node session token'] = token
  const heartbeat = { softwareVersion: '0.1.0', releases: [], outboxDepth: 0, feedCloseTime: 0, uptimeMs: 1 }
  await callRoute(ROUTES.heartbeat, { body: heartbeat }, { ...options, authorization: sessionHeader(token) })
  // Half a secret, as somebody pastes it.
  await ask(ROUTES.heartbeat.path, heartbeat, { authorization: sessionHeader(token.slice(1)) })
  await fetch(url + ROUTES.nodeConfig.path, {
    headers: { authorization: apiKeyHeader(bundle.apiKey, bundle.apiSecret.slice(1)) },
  })
}

/** The applicant comes back by a mailed link. */
async function signInByMail(): Promise<void> {
  expect((await ask('/api/auth/email-link', { email: canaries['e-mail address'] })).status).toBe(202)
  const token = await until(linkIn(/\/login#([0-9a-f]{64})/))
  canaries['mailed login token'] = token
  const entered = await ask('/api/auth/login', { token })
  expect(entered.status).toBe(200)
  const cookie = (entered.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  keepCookie('applicant', cookie)
}

/** Every `table.column` in which a canary stands, by canary. */
async function findCanaries(): Promise<Readonly<Record<string, readonly string[]>>> {
  const { rows: tables } = await owner.query<{ name: string; columns: string[] }>(`
    SELECT format('%I.%I', n.nspname, c.relname) AS name, array_agg(a.attname::text) AS columns
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE n.nspname IN ('public', 'noderr', 'graphile_worker', 'seen') AND c.relkind = 'r' GROUP BY 1`)
  const found: Record<string, string[]> = {}
  for (const { name, columns } of tables) {
    for (const column of columns) {
      const { rows } = await owner.query<{ text: string }>(`SELECT "${column}"::text AS text FROM ${name}`)
      const texts = rows.map(({ text }) => (text ?? '').toLowerCase())
      for (const [canary, value] of Object.entries(canaries)) {
        const forms = [value.toLowerCase(), Buffer.from(value).toString('hex')]
        if (!texts.some((text) => forms.some((form) => text.includes(form)))) continue
        found[canary] = [...(found[canary] ?? []), `${name.replace('public.', '')}.${column}`].sort()
      }
    }
  }
  return found
}

it('keeps every secret and everything of a person where it belongs, through a whole onboarding', async () => {
  await onboard()
  await until(async () => {
    const { rows } = await owner.query(
      "SELECT 1 FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id WHERE t.identifier = 'mail.send' AND j.attempts < 2",
    )
    return rows.length === 0 || undefined
  })
  for (const value of Object.values(canaries)) expect(value.length).toBeGreaterThan(8)

  const found = await findCanaries()
  const misplaced = Object.entries(found).flatMap(([canary, places]) =>
    places.filter((place) => !ALLOWED[canary]?.includes(place)).map((place) => `${canary} in ${place}`),
  )
  expect(misplaced).toEqual([])
  // The search finds what is there.
  expect(found).toMatchObject({
    'e-mail address': expect.arrayContaining(['operator_applications.email', 'webhook_inbox.body']),
    'unsigned body': ['webhook_quarantine.body'],
    note: ['application_notes.note'],
  })

  // The first login link is printed for whoever started the control plane.
  const lines = output.split('\n').filter((line) => !line.includes('"event":"admin.login"'))
  expect(lines.some((line) => line.includes('"level":'))).toBe(true)
  const told = lines.flatMap((line) =>
    Object.entries(canaries).flatMap(([canary, value]) =>
      line.toLowerCase().includes(value.toLowerCase()) ? [`${canary}: ${line.slice(0, 300)}`] : [],
    ),
  )
  expect(told).toEqual([])
})
