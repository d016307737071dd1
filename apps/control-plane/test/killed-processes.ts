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
  type ClaimPreview,
  claimTypedData,
  credentialRotationTypedData,
  NO_ADDRESS,
  PATHS,
  ROUTES,
} from '@noderr/protocol'
import { type MailCatcher, seededRandom, startMailCatcher } from '@noderr/testkit'
import pg from 'pg'
import { readConfig } from '../src/config.ts'
import { contextFor, type Services } from '../src/context/index.ts'
import { wire } from '../src/wire.ts'
import { answer, delivery, sign } from './deliveries.ts'
import { findBrokenPromisesAndLog } from './invariants.ts'
import { testAccount } from './operator.ts'
import { signIn } from './sign-in.ts'

const SRC = join(import.meta.dirname, '../src')
const SECRET = 'the webhook secret of real processes'
const CLIENTS = 4

/** What was done to real processes, and what became of it. */
export interface Tally {
  readonly kills: { api: number; worker: number }
  /** Applicants who came all the way: submitted, approved, invited, claimed, with a key that works. */
  onboarded: number
  /** Requests that had no answer, or one that told to come back, and were asked again. */
  retries: number
  /** Claims that were committed and whose answer nobody saw; the wallet rotated. */
  answersLost: number
  /** Invitations that came more than once. */
  mailsTwice: number
  readonly broken: readonly string[]
}

/** A process that is started again whenever it ends, as a supervisor does. */
interface Victim {
  readonly name: 'api' | 'worker'
  readonly port: string | undefined
  child: ChildProcess
  readyAt: number
}

interface Place {
  readonly services: Services
  readonly owner: pg.Client
  readonly smtp: MailCatcher
  readonly ports: readonly number[]
  readonly cookie: string
  readonly tally: Tally
  /** Hears of each request as it is sent: `port`. */
  readonly sent: EventTarget
}

/**
 * Runs two APIs and a worker over a migrated database and kills one of them again and again, at random moments, while
 * applicants, an admin and operators go on; each of them tries again as long as it takes.
 *
 * @param databaseUrl - Connects the owner of a migrated database without applications.
 */
export async function killProcesses(databaseUrl: string, kills: number, seed: number): Promise<Tally> {
  const dataDir = mkdtempSync(join(tmpdir(), 'noderr-killed-'))
  const smtp = await startMailCatcher()
  const ports = [await freePort(), await freePort()]
  mkdirSync(join(dataDir, 'artifact-store/metadata'), { recursive: true })
  writeFileSync(join(dataDir, 'artifact-store/metadata/1.root.json'), '{"signed": {}}')
  const environment = {
    DATABASE_URL: databaseUrl,
    DATA_DIR: dataDir,
    PUBLIC_URL: `http://localhost:${ports[0]}`,
    TYPEFORM_WEBHOOK_SECRET: SECRET,
    SMTP_URL: smtp.url,
    LOG_LEVEL: 'silent',
  }
  const services = await wire(readConfig(environment), databaseUrl, 'test')
  const owner = new pg.Client({ connectionString: databaseUrl })
  await owner.connect()
  const { name, value } = await signIn(
    { ...services, as: (actor) => contextFor(services, actor) },
    { name: 'ada', role: 'approver' },
  )
  const tally: Tally = {
    kills: { api: 0, worker: 0 },
    onboarded: 0,
    retries: 0,
    answersLost: 0,
    mailsTwice: 0,
    broken: [],
  }
  const place = { services, owner, smtp, ports, cookie: `${name}=${value}`, tally, sent: new EventTarget() }
  const stopping = new AbortController()
  const victims = [
    keepAlive('api', { ...environment, PORT: String(ports[0]) }, stopping.signal),
    keepAlive('api', { ...environment, PORT: String(ports[1]) }, stopping.signal),
    keepAlive('worker', environment, stopping.signal),
  ]
  try {
    const enough = new AbortController()
    const clients = Array.from({ length: CLIENTS }, (_, client) =>
      keepOnboarding(place, client, enough.signal),
    )
    await Promise.race([killAround(victims, place, kills, seed), ...clients])
    enough.abort()
    await Promise.all(clients)
    return { ...tally, broken: await findBrokenPromisesAndLog(owner, services.db) }
  } finally {
    stopping.abort()
    await Promise.all(victims.map(({ child }) => endOf(child)))
    await owner.end()
    await services.db.destroy()
    await smtp.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

function keepAlive(name: Victim['name'], environment: NodeJS.ProcessEnv, stopping: AbortSignal): Victim {
  const start = () =>
    spawn(process.execPath, [join(SRC, `${name}.ts`)], {
      env: { PATH: process.env.PATH, ...environment },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
  const watch = (child: ChildProcess) => {
    child.on('message', () => {
      victim.readyAt = performance.now()
    })
    child.once('exit', () => {
      victim.readyAt = Number.NaN
      if (stopping.aborted) return
      victim.child = start()
      watch(victim.child)
    })
  }
  const victim: Victim = { name, port: environment.PORT, child: start(), readyAt: Number.NaN }
  watch(victim.child)
  return victim
}

async function endOf(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}

/**
 * Each kill strikes an API while it has a request in its hands, or the worker at any moment. In between they get so
 * much time that somebody gets somewhere.
 */
async function killAround(
  victims: readonly Victim[],
  { tally, sent }: Place,
  kills: number,
  seed: number,
): Promise<void> {
  const random = seededRandom(seed)
  const count = tally.kills
  while (count.api + count.worker < kills) {
    await sleep(200 + random() * 600)
    const [asked] = (await once(sent, 'request')) as [CustomEvent<string>]
    await sleep(random() * 40)
    const port = random() < 0.7 ? asked.detail : undefined
    const victim = victims.find((one) => one.port === port && !Number.isNaN(one.readyAt))
    if (!victim) continue
    count[victim.name] += 1
    victim.readyAt = Number.NaN
    victim.child.kill('SIGKILL')
  }
}

async function keepOnboarding(place: Place, client: number, enough: AbortSignal): Promise<void> {
  for (let number = 0; !enough.aborted; number += 1) await onboard(place, `${client}-${number}`)
}

/** One applicant, from the form to a key that works. */
async function onboard(place: Place, name: string): Promise<void> {
  const wallet = testAccount(`wallet of ${name} under fire`)
  const email = `applicant-${name}@example.org`
  const body = JSON.stringify(
    delivery([
      answer('email', 'email', email),
      answer('wallet_address', 'text', wallet.address),
      answer('tier', 'choice', { label: 'Micro' }),
    ]),
  )
  await ask(place, PATHS.typeformWebhook, body, { 'typeform-signature': sign(body, SECRET) })
  const applicationId = await until(async () => {
    const { rows } = await place.owner.query<{ id: number }>(
      'SELECT id FROM operator_applications WHERE email = $1',
      [email],
    )
    return rows[0]?.id
  })
  await ask(place, '/trpc/admin.approveApplication', JSON.stringify({ applicationId }), {
    cookie: place.cookie,
  })
  const links = () =>
    place.smtp.mails
      .filter(({ to }) => to.includes(email))
      .flatMap(({ source }) => CLAIM.exec(source)?.[1] ?? [])
  await until(async () => links()[0])
  await claim(place, wallet, links)
  if (links().length > 1) place.tally.mailsTwice += 1
  place.tally.onboarded += 1
}

const CLAIM = /\/claim#([0-9a-f]{64})/
type Wallet = ReturnType<typeof testAccount>

/** Takes the credential with the newest link that came, as an operator with two mails does. */
async function claim(place: Place, wallet: Wallet, links: () => readonly string[]): Promise<void> {
  for (;;) {
    const claimToken = links().at(-1)
    const previewed = await ask(place, ROUTES.previewClaim.path, JSON.stringify({ claimToken }))
    if (previewed.status !== 200) {
      await sleep(50)
      continue
    }
    const preview = previewed.body as ClaimPreview
    const { origin, claimId, nodeId } = preview
    const typed = claimTypedData(preview, { origin, claimId, wallet: preview.wallet, nodeKey: NO_ADDRESS })
    const signature = await wallet.signTypedData(typed as Parameters<Wallet['signTypedData']>[0])
    const claimed = await ask(
      place,
      ROUTES.claim.path,
      JSON.stringify({ claimToken, nodeKey: NO_ADDRESS, signature }),
    )
    // A newer mail has withdrawn this link while it was being opened.
    if (claimed.status === 409 && claimed.code === 'claim.withdrawn') continue
    if (claimed.status === 200) return expectGoodKey(place, claimed.body as Bundle)
    if (claimed.code !== 'claim.used') throw new UnexpectedAnswerError(ROUTES.claim.path, claimed)
    place.tally.answersLost += 1
    return expectGoodKey(place, await rotate(place, wallet, nodeId))
  }
}

async function rotate(place: Place, wallet: Wallet, nodeId: ClaimPreview['nodeId']): Promise<Bundle> {
  const { config, network } = place.services
  for (;;) {
    const rotation = {
      origin: config.publicUrl,
      nodeId,
      wallet: wallet.address,
      overlapSeconds: 0,
      issuedAt: Date.now(),
    }
    const typed = credentialRotationTypedData(network.domain, rotation)
    const signature = await wallet.signTypedData(typed as Parameters<Wallet['signTypedData']>[0])
    const rotated = await ask(place, ROUTES.rotateSecret.path, JSON.stringify({ rotation, signature }))
    if (rotated.status === 200) return rotated.body as Bundle
    // Its answer was lost, too: sign again, later.
    if (rotated.status !== 409) throw new UnexpectedAnswerError(ROUTES.rotateSecret.path, rotated)
    await sleep(2)
  }
}

async function expectGoodKey(place: Place, { apiKey, apiSecret }: Bundle): Promise<void> {
  const headers = { authorization: apiKeyHeader(apiKey, apiSecret) }
  const answered = await ask(place, ROUTES.nodeConfig.path, undefined, headers)
  if (answered.status !== 200) throw new UnexpectedAnswerError(ROUTES.nodeConfig.path, answered)
}

interface Answer {
  readonly status: number
  readonly code: string | undefined
  readonly body: unknown
}

/** Asks one API or the other until it gives an answer that does not mean "come back later". */
async function ask(
  { ports, tally, sent }: Place,
  path: string,
  body?: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  for (let attempt = Math.floor(performance.now()); ; attempt += 1) {
    const port = String(ports[attempt % ports.length])
    try {
      sent.dispatchEvent(new CustomEvent('request', { detail: port }))
      const response = await fetch(`http://127.0.0.1:${port}${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
        ...(body === undefined ? {} : { body }),
        signal: AbortSignal.timeout(15_000),
      })
      const answered: unknown = await response.json()
      const { code } = answered as { code?: unknown }
      if (response.status !== 429 && response.status !== 503)
        return { status: response.status, code: typeof code === 'string' ? code : undefined, body: answered }
    } catch {
      // No answer, or half of one.
    }
    tally.retries += 1
    await sleep(100)
  }
}

async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await look()
    if (found !== undefined) return found
    await sleep(50)
  }
}

class UnexpectedAnswerError extends Error {
  override readonly name = 'UnexpectedAnswerError'

  constructor(path: string, answer: Answer) {
    super(`${path} answered ${answer.status} ${JSON.stringify(answer.body).slice(0, 500)}`)
  }
}
