import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { removePostgres } from '@noderr/embedded-postgres'
import { LOCAL_CHAIN_ID, type Tier } from '@noderr/protocol'
import { prepareReplay, type Replay } from './candle-file.ts'
import { runCommand } from './command.ts'
import { baseEnvironment } from './config.ts'
import { type NetworkEvent, parseEvent, parseProblem } from './events.ts'
import { problemIn } from './log-watch.ts'
import { Mailbox } from './mailbox.ts'
import { type LocalNode, onboardNodes } from './onboard-node.ts'
import { type Options, ROOT } from './options.ts'
import { preflight } from './preflight.ts'
import { Program } from './program.ts'
import { initialiseKeys, packageModels, publishModels } from './publish-models.ts'
import type { Report } from './report.ts'

/** The order in which nodes are added: the tiers that the reference models are made for. */
const TIER_ORDER: readonly Tier[] = ['validator', 'guardian', 'oracle']

/** A prediction is on time for this long after its candle has closed, by the wall; the market deadline follows. */
const WALL_DEADLINE_MS = 450
// Everything is gone within ten seconds of a signal: the nodes first, then api, worker and database in turn.
const NODE_STOP_MS = 2_500
const CONTROL_PLANE_STOP_MS = 7_000

/** The nodes that the options ask for, with everything of theirs under the data folder. */
export function planNodes(options: Options): readonly LocalNode[] {
  return Array.from({ length: options.nodes }, (_, index) => {
    const tier = TIER_ORDER[index % TIER_ORDER.length] ?? 'validator'
    const name = `${tier}-${Math.floor(index / TIER_ORDER.length) + 1}`
    return {
      name,
      tier,
      email: `${name}@local.test`,
      dataDir: join(options.dataDir, 'nodes', name),
      walletFile: join(options.dataDir, 'operators', `${name}.key`),
      token: `local-${name}`,
    }
  })
}

/** What a network keeps in its folder; `--fresh` removes these and leaves a stranger's files alone. */
const OURS = ['candles-1h.csv', 'control-plane', 'logs', 'nodes', 'operators', 'packages', 'publisher-keys']

/** Removes a former network and everything it kept, the database outside the folder included. */
export async function forget(dataDir: string): Promise<void> {
  await removePostgres(join(dataDir, 'control-plane', 'postgres'))
  await Promise.all(OURS.map((name) => rm(join(dataDir, name), { recursive: true, force: true })))
}

/**
 * Runs the network until `signal` fires or one of its programs is lost: database, control plane, releases, nodes, in
 * the order in which each needs the other. Everything that was started is stopped before it returns, whatever happens.
 */
export async function runNetwork(
  options: Options,
  nodes: readonly LocalNode[],
  report: Report,
  signal: AbortSignal,
): Promise<void> {
  const started = performance.now()
  if (options.fresh) await forget(options.dataDir)
  await preflight(options.port, options.dataDir)
  const replay = await prepareReplay(options.candlesFile, options.dataDir)
  mkdirSync(join(options.dataDir, 'logs'), { recursive: true })

  await using running = new AsyncDisposableStack()
  const mailbox = running.use(await Mailbox.open())
  const controlPlaneDir = join(options.dataDir, 'control-plane')
  const webhookSecret = keptSecret(join(options.dataDir, 'operators', 'typeform.secret'))
  const context: Context = { options, replay, report, signal, mailbox, controlPlaneDir, webhookSecret }

  const built = Promise.all([buildConsole(context), packageModels(options.dataDir, signal)])
  const first = Promise.withResolvers<NetworkEvent>()
  const login = Promise.withResolvers<string>()
  const onEvent = (event: NetworkEvent) => {
    report.event(event)
    if (event.event === 'prediction.accepted') first.resolve(event)
    if (event.event === 'admin.login') login.resolve(event.url)
  }

  report.step('starting the database and the control plane')
  const controlPlane = startControlPlane(context, onEvent)
  running.defer(() => controlPlane.stop(CONTROL_PLANE_STOP_MS))
  const lost = failWhenLost(controlPlane)
  const baseUrl = `http://localhost:${options.port}`
  const [, archives] = await Promise.race([
    Promise.all([whenReady(baseUrl, signal), built]).then(([, b]) => b),
    lost,
  ])

  report.step('publishing the reference models')
  const storeDir = join(controlPlaneDir, 'artifact-store')
  const keysDir = join(options.dataDir, 'publisher-keys')
  await Promise.race([initialiseKeys(keysDir, baseUrl, signal), lost])
  const tokenFile = join(controlPlaneDir, 'secrets', 'publisher-token')
  await Promise.race([publishModels(archives, { keysDir, storeDir, baseUrl, tokenFile }, signal), lost])

  report.step(`taking ${nodes.length} nodes from application to enrolment`)
  const places = { baseUrl, webhookSecret, controlPlaneDir, mailbox }
  const programs: Program[] = []
  running.defer(async () => {
    await Promise.all(programs.map((program) => program.stop(NODE_STOP_MS)))
  })
  const lostNode = Promise.withResolvers<never>()
  const anyLost = Promise.race([lost, lostNode.promise])
  const start = (node: LocalNode) => {
    const program = startNode(node, context, onEvent)
    programs.push(program)
    failWhenLost(program).catch(lostNode.reject)
  }
  await Promise.race([onboardNodes(nodes, places, start, signal), anyLost])
  await Promise.race([first.promise, anyLost, aborted(signal)])
  signal.throwIfAborted()
  const adminUrl = await Promise.race([login.promise, nextTurn()])
  report.ready({ url: baseUrl, adminUrl, seconds: (performance.now() - started) / 1000 })
  await Promise.race([anyLost, aborted(signal)])
}

interface Context {
  readonly options: Options
  readonly replay: Replay
  readonly report: Report
  readonly signal: AbortSignal
  readonly mailbox: Mailbox
  readonly controlPlaneDir: string
  readonly webhookSecret: string
}

function startControlPlane(context: Context, onEvent: (event: NetworkEvent) => void): Program {
  const { options, replay, mailbox, controlPlaneDir, webhookSecret } = context
  return startProgram(context, 'control-plane', [join(ROOT, 'apps/control-plane/src/main.ts')], onEvent, {
    PORT: String(options.port),
    PUBLIC_URL: `http://localhost:${options.port}`,
    DATA_DIR: controlPlaneDir,
    CHAIN_ID: String(LOCAL_CHAIN_ID),
    TYPEFORM_WEBHOOK_SECRET: webhookSecret,
    SMTP_URL: `smtp://127.0.0.1:${mailbox.port}`,
    EMAIL_FROM: 'network@local.test',
    NODERR_CANDLES: replay.file,
    NODERR_REPLAY_FROM: String(replay.from),
    NODERR_SPEED: String((options.candlesPerSecond * replay.intervalMs) / 1000),
    NODERR_DEADLINE_MS: String(deadlineMs(options.candlesPerSecond, replay.intervalMs)),
    ROUNDS_PER_EPOCH: '6',
  })
}

/**
 * The deadline in market time. PROTOCOL §4 asks for a horizon of twenty deadlines, which at one candle a second would
 * be 50 ms of wall time; a replay takes up to half a horizon instead (docs/decisions/0007).
 */
function deadlineMs(candlesPerSecond: number, intervalMs: number): number {
  const marketMsPerWallMs = (candlesPerSecond * intervalMs) / 1000
  return Math.floor(Math.min(intervalMs / 2, Math.max(5_000, WALL_DEADLINE_MS * marketMsPerWallMs)))
}

function startNode(node: LocalNode, context: Context, onEvent: (event: NetworkEvent) => void): Program {
  const args = [join(ROOT, 'apps/node/bin/noderr-node.js'), 'start']
  return startProgram(context, node.name, args, onEvent, {
    NODE_DATA_DIR: node.dataDir,
    NODERR_CANDLES: context.replay.file,
    TELEMETRY_INTERVAL: '2000',
  })
}

function startProgram(
  { options, report }: Context,
  name: string,
  args: readonly string[],
  onEvent: (event: NetworkEvent) => void,
  env: NodeJS.ProcessEnv,
): Program {
  return Program.start({
    name,
    args,
    env: { ...baseEnvironment(), ...env },
    logFile: join(options.dataDir, 'logs', `${name}.log`),
    onMessage: (message) => {
      const event = parseEvent(message)
      const problem = parseProblem(message)
      if (event) onEvent(event)
      if (problem) report.problem(name, 'error', problem)
    },
    onLine: (line) => {
      const problem = problemIn(line)
      if (problem) report.problem(name, problem.level, problem.message)
    },
  })
}

async function buildConsole({ options, signal }: Context): Promise<void> {
  await runCommand(join(ROOT, 'apps/console/build.ts'), [], {
    signal,
    env: { NODERR_DATA_DIR: options.dataDir },
  })
}

async function whenReady(baseUrl: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted()
    const ready = await fetch(`${baseUrl}/readyz`, { signal }).then(
      (response) => response.ok,
      () => false,
    )
    if (ready) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

async function failWhenLost(program: Program): Promise<never> {
  const code = await program.exited
  throw new ProgramLostError(program.name, code)
}

/** Gives what has settled already the first word. */
function nextTurn(): Promise<undefined> {
  return new Promise((resolve) => setImmediate(() => resolve(undefined)))
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

function keptSecret(path: string): string {
  if (!existsSync(path)) {
    mkdirSync(join(path, '..'), { recursive: true, mode: 0o700 })
    writeFileSync(path, randomBytes(32).toString('hex'), { mode: 0o600 })
  }
  return readFileSync(path, 'utf8')
}

export class ProgramLostError extends Error {
  override readonly name = 'ProgramLostError'
  readonly code = 'local-network.program-lost'
  readonly program: string

  constructor(program: string, exitCode: number | null) {
    super(
      `${program} ended by itself (${exitCode === null ? 'by a signal' : `exit code ${exitCode}`}); the end of its log says why.`,
    )
    this.program = program
  }
}
