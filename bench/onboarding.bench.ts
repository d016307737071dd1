import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { removePostgres } from '@noderr/embedded-postgres'
import { callRoute, claimTypedData, NO_ADDRESS, ROUTES } from '@noderr/protocol'
import { generatePrivateKey, type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'
import { runCommand } from '../apps/local-network/src/command.ts'
import { Mailbox } from '../apps/local-network/src/mailbox.ts'
import { deliver, typeformDelivery } from '../apps/local-network/src/typeform.ts'
import { freePort } from '../e2e/running-network.ts'
import { type Benchmark, type Figures, median, rounded } from './benchmark.ts'

const ROOT = join(import.meta.dirname, '..')
const MAIN = join(ROOT, 'apps/control-plane/src/main.ts')
const ADMIN = join(ROOT, 'apps/control-plane/bin/noderr-admin.js')
const WEBHOOK_SECRET = 'secret of the benchmark'
const STEPS = ['delivery', 'approval', 'mail', 'claim'] as const
type Step = (typeof STEPS)[number]

/** How long an applicant waits for the machine, once somebody has decided. */
export const benchmark: Benchmark<{ runs: number }> = {
  name: 'onboarding',
  claim:
    'a signed form delivery to a claimed credential over HTTP, CLI and SMTP, without the human (limit: 300 s), with its slowest step',
  sizes: { runs: 9 },
  async run({ runs }): Promise<Figures> {
    const folder = mkdtempSync(join(tmpdir(), 'noderr-onboarding-'))
    try {
      return await measure(folder, runs)
    } finally {
      await removePostgres(join(folder, 'postgres'))
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

async function measure(folder: string, runs: number): Promise<Figures> {
  await using mailbox = await Mailbox.open()
  const port = await freePort()
  const baseUrl = `http://localhost:${port}`
  const metadata = join(folder, 'artifact-store/metadata')
  mkdirSync(metadata, { recursive: true })
  writeFileSync(join(metadata, '1.root.json'), '{}')
  const controlPlane = startControlPlane(folder, port, mailbox.port)
  const place: Place = { folder, baseUrl, mailbox, signal: AbortSignal.timeout(300_000) }
  try {
    await untilReady(baseUrl, place.signal)
    const results: Record<Step, number>[] = []
    for (let run = 0; run < runs; run += 1) results.push(await onboardOne(place, run))
    return summarise(results)
  } finally {
    controlPlane.kill('SIGTERM')
    if (controlPlane.exitCode === null) await once(controlPlane, 'exit')
  }
}

interface Place {
  readonly folder: string
  readonly baseUrl: string
  readonly mailbox: Mailbox
  readonly signal: AbortSignal
}

function startControlPlane(folder: string, port: number, smtpPort: number): ChildProcess {
  const env = {
    PATH: process.env.PATH,
    PORT: String(port),
    DATA_DIR: folder,
    LOG_LEVEL: 'warn',
    SMTP_URL: `smtp://127.0.0.1:${smtpPort}`,
    TYPEFORM_WEBHOOK_SECRET: WEBHOOK_SECRET,
  }
  return spawn(process.execPath, [MAIN, '--json'], { env, stdio: ['ignore', 'ignore', 'inherit'] })
}

async function untilReady(baseUrl: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted()
    const answer = await fetch(`${baseUrl}/readyz`).catch(() => undefined)
    if (answer?.ok) return
    await sleep(100)
  }
}

async function onboardOne(place: Place, run: number): Promise<Record<Step, number>> {
  const wallet = privateKeyToAccount(generatePrivateKey())
  const email = `operator-${run}@bench.test`
  const { folder, baseUrl, mailbox, signal } = place
  const times: Partial<Record<Step, number>> = {}
  const timed = async <Result>(step: Step, work: () => Promise<Result>): Promise<Result> => {
    const started = performance.now()
    const result = await work()
    times[step] = performance.now() - started
    return result
  }
  const applicant = {
    name: 'Bench',
    email,
    tier: 'micro',
    token: `bench-${run}`,
    wallet: wallet.address,
  } as const
  await timed('delivery', () =>
    deliver(baseUrl, WEBHOOK_SECRET, typeformDelivery(applicant, new Date().toISOString()), signal),
  )
  const id = await pendingId(folder, signal)
  await timed('approval', () => admin(folder, ['applications', 'approve', String(id)], signal))
  const [, claimToken = ''] = await timed('mail', () => mailbox.take(email, /\/claim#([0-9a-f]{64})/, signal))
  await timed('claim', () => claim(baseUrl, claimToken, wallet))
  const { delivery = 0, approval = 0, mail = 0, claim: claiming = 0 } = times
  return { delivery, approval, mail, claim: claiming }
}

async function pendingId(folder: string, signal: AbortSignal): Promise<number> {
  const listed = await admin(folder, ['applications', 'list', '--status', 'pending', '--json'], signal)
  const [first] = JSON.parse(listed) as readonly { readonly id: number }[]
  return first?.id ?? 0
}

function admin(folder: string, args: readonly string[], signal: AbortSignal): Promise<string> {
  return runCommand(ADMIN, args, { env: { DATA_DIR: folder }, signal })
}

async function claim(baseUrl: string, claimToken: string, wallet: PrivateKeyAccount): Promise<void> {
  const options = { baseUrl, fetch }
  const preview = await callRoute(ROUTES.previewClaim, { body: { claimToken } }, options)
  const { origin, claimId, wallet: owner } = preview
  const typed = claimTypedData(preview, { origin, claimId, wallet: owner, nodeKey: NO_ADDRESS })
  const signature = await wallet.signTypedData(typed as Parameters<typeof wallet.signTypedData>[0])
  await callRoute(ROUTES.claim, { body: { claimToken, nodeKey: NO_ADDRESS, signature } }, options)
}

function summarise(results: readonly Record<Step, number>[]): Figures {
  const totals = results.map((result) => STEPS.reduce((sum, step) => sum + result[step], 0) / 1_000)
  const medians = STEPS.map((step) => [step, median(results.map((result) => result[step]))] as const)
  const [slowest = STEPS[0]] = [...medians].sort(([, a], [, b]) => b - a).map(([step]) => step)
  return {
    totalSeconds: rounded(median(totals)),
    slowestTotalSeconds: rounded(Math.max(...totals)),
    limitSeconds: 300,
    ...Object.fromEntries(medians.map(([step, ms]) => [`${step}Ms`, rounded(ms)])),
    slowestStep: slowest,
  }
}
