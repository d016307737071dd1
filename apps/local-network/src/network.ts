import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { removePostgres } from '@noderr/embedded-postgres'
import type { Tier } from '@noderr/protocol'
import { seedApprovers } from './approvers.ts'
import { prepareReplay } from './candle-file.ts'
import { runCommand } from './command.ts'
import { Mailbox } from './mailbox.ts'
import { failWhenLost, type NetworkContext, startControlPlane, startNode } from './network-programs.ts'
import { type LocalNode, onboardNodes } from './onboard-node.ts'
import { type Options, ROOT } from './options.ts'
import { preflight } from './preflight.ts'
import type { Program } from './program.ts'
import { initialiseKeys, packageModels, publishModels } from './publish-models.ts'
import type { Report } from './report.ts'

/** The order in which nodes are added: the tiers that the reference models are made for. */
const TIER_ORDER: readonly Tier[] = ['validator', 'guardian', 'oracle']

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
const OURS = [
  'candles-1h.csv',
  'control-plane',
  'logs',
  'mail',
  'nodes',
  'operators',
  'packages',
  'publisher-keys',
]

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
  const own = new Set(nodes.map(({ email }) => email))
  const mailDir = join(options.dataDir, 'mail')
  const mailbox = running.use(await Mailbox.open({ folder: mailDir, isOwn: (address) => own.has(address) }))
  const first = Promise.withResolvers<void>()
  let adminUrl: string | undefined
  const context: NetworkContext = {
    options,
    replay,
    report,
    signal,
    mailbox,
    controlPlaneDir: join(options.dataDir, 'control-plane'),
    webhookSecret: keptSecret(join(options.dataDir, 'operators', 'typeform.secret')),
    onEvent: (event) => {
      report.event(event)
      if (event.event === 'prediction.accepted') first.resolve()
      if (event.event === 'admin.login') adminUrl = event.url
    },
  }

  report.step('starting the database and the control plane')
  const controlPlane = startControlPlane(context)
  running.defer(() => controlPlane.stop(CONTROL_PLANE_STOP_MS))
  const lost = Promise.withResolvers<never>()
  failWhenLost(controlPlane).catch(lost.reject)
  const programs: Program[] = []
  running.defer(() => stopAll(programs))
  const startOne = (node: LocalNode) => {
    const program = startNode(node, context)
    programs.push(program)
    failWhenLost(program).catch(lost.reject)
  }

  await Promise.race([bringUp(nodes, context, startOne), lost.promise])
  await Promise.race([first.promise, lost.promise, aborted(signal)])
  signal.throwIfAborted()
  report.ready({ url: urlOf(options), adminUrl, mailDir, seconds: (performance.now() - started) / 1000 })
  await Promise.race([lost.promise, aborted(signal)])
}

/** Releases first, then the nodes that run them; `startOne` is called with each node that may start. */
async function bringUp(
  nodes: readonly LocalNode[],
  context: NetworkContext,
  startOne: (node: LocalNode) => void,
): Promise<void> {
  const { options, report, signal, controlPlaneDir, webhookSecret, mailbox } = context
  const baseUrl = urlOf(options)
  const [archives] = await Promise.all([
    packageModels(options.dataDir, signal),
    runCommand(join(ROOT, 'apps/console/build.ts'), [], { signal }),
    whenReady(baseUrl, signal),
  ])

  report.step('publishing the reference models')
  const keysDir = join(options.dataDir, 'publisher-keys')
  await initialiseKeys(keysDir, baseUrl, signal)
  const storeDir = join(controlPlaneDir, 'artifact-store')
  const tokenFile = join(controlPlaneDir, 'secrets', 'publisher-token')
  await Promise.all([
    publishModels(archives, { keysDir, storeDir, baseUrl, tokenFile }, signal),
    seedApprovers(controlPlaneDir, signal),
  ])

  report.step(`taking ${nodes.length} nodes from application to enrolment`)
  await onboardNodes(nodes, { baseUrl, webhookSecret, controlPlaneDir, mailbox }, startOne, signal)
}

function urlOf({ port }: Options): string {
  return `http://localhost:${port}`
}

async function stopAll(programs: readonly Program[]): Promise<void> {
  await Promise.all(programs.map((program) => program.stop(NODE_STOP_MS)))
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
