import { type ChildProcess, spawn } from 'node:child_process'
import { createHmac, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { findRunningPostgres, removePostgres } from '@noderr/embedded-postgres'
import { openDatabase } from '../apps/control-plane/src/db/index.ts'
import { freePort } from '../e2e/running-network.ts'
import { type Benchmark, type Figures, median, percentile, rounded } from './benchmark.ts'

const LIMIT_MS = 250
const SECRET = 'secret of the benchmark'
const MAIN = join(import.meta.dirname, '../apps/control-plane/src/main.ts')

/** Whether a storm of submissions is taken: each answered once it is durable, read and an application. */
export const benchmark: Benchmark<{ runs: number; submissions: number; seconds: number }> = {
  name: 'webhook',
  claim:
    'p99 of the answer to 1 000 signed form submissions in one minute, none lost (limit: 250 ms), beside /readyz in the same seconds',
  sizes: { runs: 3, submissions: 1_000, seconds: 60 },
  async run({ runs, submissions, seconds }): Promise<Figures> {
    await using controlPlane = await startControlPlane()
    await send(controlPlane.url, 20, 2)
    const results: Awaited<ReturnType<typeof send>>[] = []
    for (let run = 0; run < runs; run += 1) results.push(await send(controlPlane.url, submissions, seconds))
    const kept = await controlPlane.countKept()
    const sent = 20 + runs * submissions
    if (kept.applications !== sent || kept.deliveries !== sent) throw new SubmissionLostError(sent, kept)
    const of = (which: 'answer' | 'peer', share: number) =>
      median(results.map((result) => percentile(result[which], share)))
    const p99 = of('answer', 0.99)
    return {
      p50Ms: rounded(of('answer', 0.5)),
      p99Ms: rounded(p99),
      slowestMs: rounded(Math.max(...results.flatMap(({ answer }) => answer))),
      p99OverLimit: rounded(p99 / LIMIT_MS),
      worstRunP99OverLimit: rounded(
        Math.max(...results.map(({ answer }) => percentile(answer, 0.99))) / LIMIT_MS,
      ),
      readyzP50Ms: rounded(of('peer', 0.5)),
      readyzP99Ms: rounded(of('peer', 0.99)),
      sent,
      lost: sent - kept.applications,
    }
  },
}

/** Sends at an even rate whatever the answers take; every tenth time `/readyz`, one query, is asked as well. */
async function send(url: string, submissions: number, seconds: number) {
  const answer: number[] = []
  const peer: number[] = []
  const startedAt = performance.now()
  const going = Array.from({ length: submissions }, async (_, n) => {
    await sleep((n * seconds * 1_000) / submissions)
    const { body, signature } = submission()
    const headers = { 'content-type': 'application/json', 'typeform-signature': signature }
    answer.push(await timed(`${url}/api/typeform/webhook`, { method: 'POST', headers, body }))
    if (n % 10 === 0) peer.push(await timed(`${url}/readyz`, {}))
  })
  await Promise.all(going)
  await sleep(Math.max(0, startedAt + seconds * 1_000 - performance.now()))
  return { answer, peer }
}

async function timed(url: string, init: RequestInit): Promise<number> {
  const askedAt = performance.now()
  const answered = await fetch(url, init)
  await answered.arrayBuffer()
  if (!answered.ok) throw new AnsweredBadlyError(url, answered.status)
  return performance.now() - askedAt
}

/** A complete form of a few hundred bytes, of another person each time. */
function submission(): { readonly body: string; readonly signature: string } {
  const token = randomBytes(16).toString('hex')
  const field = (ref: string, type: string) => ({ id: ref, ref, type })
  const answers = [
    { type: 'email', email: `${token}@example.org`, field: field('email', 'email') },
    { type: 'text', text: `Applicant ${token}`, field: field('name', 'short_text') },
    {
      type: 'text',
      text: `0x${randomBytes(20).toString('hex')}`,
      field: field('wallet_address', 'short_text'),
    },
    { type: 'choice', choice: { label: 'Validator node' }, field: field('tier', 'multiple_choice') },
    { type: 'text', text: 'Twelve years of racks. '.repeat(20), field: field('experience', 'long_text') },
  ]
  const form_response = { form_id: 'bench', token, submitted_at: new Date().toISOString(), answers }
  const body = JSON.stringify({ event_id: token.slice(16), event_type: 'form_response', form_response })
  return { body, signature: `sha256=${createHmac('sha256', SECRET).update(body).digest('base64')}` }
}

/** Database, api and worker as `npm run control-plane` starts them, in a folder of their own. */
async function startControlPlane() {
  const dataDir = mkdtempSync(join(tmpdir(), 'noderr-bench-webhook-'))
  const port = await freePort()
  const child = spawn(process.execPath, [MAIN, '--json'], {
    env: {
      PATH: process.env.PATH,
      PORT: String(port),
      DATA_DIR: dataDir,
      LOG_LEVEL: 'warn',
      TYPEFORM_WEBHOOK_SECRET: SECRET,
      TYPEFORM_FORM_IDS: 'bench',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await ready(child)
  return {
    url: `http://127.0.0.1:${port}`,
    countKept: () => countKept(findRunningPostgres(join(dataDir, 'postgres')) ?? ''),
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      if (child.exitCode === null) await once(child, 'exit')
      await removePostgres(join(dataDir, 'postgres'))
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

async function ready(child: ChildProcess): Promise<void> {
  const lines = child.stdout ? createInterface({ input: child.stdout }) : []
  for await (const line of lines) {
    if (JSON.parse(line).event !== 'ready') continue
    child.stdout?.resume()
    return
  }
  throw new NotReadyError(child.exitCode)
}

async function countKept(url: string): Promise<{ applications: number; deliveries: number }> {
  const db = openDatabase(url, () => {})
  try {
    const { applications } = await db
      .selectFrom('operator_applications')
      .select(({ fn }) => fn.count<string>('typeform_token').distinct().as('applications'))
      .executeTakeFirstOrThrow()
    const { deliveries } = await db
      .selectFrom('webhook_inbox')
      .select(({ fn }) => fn.countAll<string>().as('deliveries'))
      .where('outcome', '=', 'submitted')
      .executeTakeFirstOrThrow()
    return { applications: Number(applications), deliveries: Number(deliveries) }
  } finally {
    await db.destroy()
  }
}

class SubmissionLostError extends Error {
  override readonly name = 'SubmissionLostError'
  readonly code = 'bench.submission-lost'

  constructor(sent: number, kept: object) {
    super(`${sent} submissions were answered 200, and the database has ${JSON.stringify(kept)}`)
  }
}

class AnsweredBadlyError extends Error {
  override readonly name = 'AnsweredBadlyError'
  readonly code = 'bench.answered-badly'

  constructor(url: string, status: number) {
    super(`${url} answered ${status}`)
  }
}

class NotReadyError extends Error {
  override readonly name = 'NotReadyError'
  readonly code = 'bench.not-ready'

  constructor(exitCode: number | null) {
    super(`the control plane ended with ${exitCode} before it was ready`)
  }
}
