import { join } from 'node:path'
import { LOCAL_CHAIN_ID } from '@noderr/protocol'
import type { Replay } from './candle-file.ts'
import { baseEnvironment } from './config.ts'
import { type NetworkEvent, parseEvent, parseProblem } from './events.ts'
import { problemIn } from './log-watch.ts'
import type { Mailbox } from './mailbox.ts'
import type { LocalNode } from './onboard-node.ts'
import { type Options, ROOT } from './options.ts'
import { Program } from './program.ts'
import type { Report } from './report.ts'

/** A prediction is on time for this long after its candle has closed, by the wall; the market deadline follows. */
const WALL_DEADLINE_MS = 450

/** What every program of the network is started from. */
export interface NetworkContext {
  readonly options: Options
  readonly replay: Replay
  readonly report: Report
  readonly onEvent: (event: NetworkEvent) => void
  readonly signal: AbortSignal
  readonly mailbox: Mailbox
  readonly controlPlaneDir: string
  readonly webhookSecret: string
}

/** Database, api and worker, under the control plane's own supervisor. */
export function startControlPlane(context: NetworkContext): Program {
  const { options, replay, mailbox, controlPlaneDir, webhookSecret } = context
  return startProgram(context, 'control-plane', [join(ROOT, 'apps/control-plane/src/main.ts')], {
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

/** One node under its own supervisor, replaying the network's candles. */
export function startNode(node: LocalNode, context: NetworkContext): Program {
  const args = [join(ROOT, 'apps/node/bin/noderr-node.js'), 'start']
  return startProgram(context, node.name, args, {
    NODE_DATA_DIR: node.dataDir,
    NODERR_CANDLES: context.replay.file,
    TELEMETRY_INTERVAL: '2000',
  })
}

function startProgram(
  { options, report, onEvent }: NetworkContext,
  name: string,
  args: readonly string[],
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

/** Rejects when the program ends: none of them ends by itself while the network runs. */
export async function failWhenLost(program: Program): Promise<never> {
  const code = await program.exited
  throw new ProgramLostError(program.name, code)
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
