import type { Command } from 'commander'
import { inheritedEnvironment, loadConfig, type Variables } from '../config.ts'
import { openDataDir } from '../data-dir.ts'
import { createLog, describeError } from '../log.ts'
import type { NodeEvent } from '../node-events.ts'
import { supervise } from '../supervisor.ts'
import { DATA_DIR_OPTION, systemClock } from './terminal.ts'

interface StartOptions {
  readonly dataDir?: string
  readonly candles?: string
  readonly trustRoot?: string
  readonly supervisor: boolean
}

export function addStartCommand(program: Command): void {
  program
    .command('start')
    .description('run the node until SIGINT or SIGTERM; logs are JSON lines on standard error')
    .option(...DATA_DIR_OPTION)
    .option('--candles <file>', 'replay this candle file; local chain only (NODERR_CANDLES)')
    .option('--trust-root <file>', "the release channel's first root; local chain only (TRUST_ROOT)")
    .option('--no-supervisor', 'run the node in this very process, and do not start it again when it dies')
    .addHelpText('after', '\nExample:\n  noderr-node start --data-dir /var/lib/noderr')
    .action((options: StartOptions) => (options.supervisor ? superviseNode(options) : startNode(options)))
}

async function superviseNode(options: StartOptions): Promise<void> {
  const { config } = loadConfig({ dataDir: options.dataDir, overrides: overridesOf(options) })
  const [script = '', ...args] = process.argv.slice(1)
  process.exitCode = await supervise(
    {
      script,
      args: [...args, '--no-supervisor'],
      env: inheritedEnvironment(),
      log: createLog(config.LOG_LEVEL, config.NODE_ID),
      random: Math.random,
      onMessage: tellParent,
    },
    untilStopped(),
  )
}

async function startNode(options: StartOptions): Promise<void> {
  const { config, dataDir } = loadConfig({ dataDir: options.dataDir, overrides: overridesOf(options) })
  // The supervisor needs none of the node's packages; loaded here, they cost only the node memory.
  const { runNode } = await import('../run.ts')
  const log = createLog(config.LOG_LEVEL, config.NODE_ID)
  openDataDir(dataDir.path)
  const signal = untilStopped()
  const context = { config, dataDir, clock: systemClock, fetch, random: Math.random, log, emit: tellParent }
  try {
    await runNode(context, signal)
  } catch (error) {
    if (signal.aborted && error === signal.reason) return
    log.fatal({ err: describeError(error) }, 'the node stopped')
    throw error
  } finally {
    // Lets the process end: the channel to the parent would keep it alive.
    if (process.connected) process.disconnect()
  }
}

function overridesOf({ candles, trustRoot }: StartOptions): Variables {
  return { ...(candles && { NODERR_CANDLES: candles }), ...(trustRoot && { TRUST_ROOT: trustRoot }) }
}

/** Aborted by SIGINT, SIGTERM, and by the end of the parent that started this process with a channel. */
function untilStopped(): AbortSignal {
  const stop = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort())
  if (process.connected) process.once('disconnect', () => stop.abort())
  return stop.signal
}

function tellParent(event: NodeEvent | unknown): void {
  // A parent that has just gone away takes nothing any more; `disconnect` stops this process.
  if (process.connected) process.send?.(event, undefined, undefined, () => undefined)
}
