import { describeError } from './log.ts'
import { marketLoop } from './market-loop.ts'
import type { NodeContext } from './node-context.ts'
import { openGround } from './node-ground.ts'
import { assemble } from './node-parts.ts'
import { openNetwork } from './open-network.ts'
import { releasePush, releaseSync } from './release-loop.ts'
import type { ResultReporter } from './reporting/result-reporter.ts'
import type { TelemetryService } from './reporting/telemetry-service.ts'
import { heartbeat, resultReporter, telemetryService } from './reporting-loops.ts'
import { runTogether } from './run-together.ts'

/** What still waits is sent for so long on the way out. */
const DRAIN_MS = 4_000

/**
 * Runs a node until the signal is aborted. Everything is made, wired and started here and has stopped when this
 * returns; the loops meet in the active releases (memory), the outbox (disk) and the metrics.
 *
 * @throws an error with `disposition: 'halt'` where going on, or starting again, would be wrong.
 */
export async function runNode(context: NodeContext, signal: AbortSignal): Promise<void> {
  await using ground = await openGround(context)
  const network = await openNetwork(context, ground, signal)
  const node = assemble(context, ground, network)
  const { config, emit } = context
  const reporter = resultReporter(node)
  const telemetry = telemetryService(node)
  const market = await marketLoop(node, telemetry)
  const sync = releaseSync(node, market.ensureHistory)
  try {
    await sync.restore(signal)
    if (node.inference.releases.length === 0) await sync.sync(signal)
    await ground.sessions
      .get(signal)
      .catch((error) => context.log.info({ err: describeError(error) }, 'no session yet'))
    emit({ event: 'ready', nodeId: config.NODE_ID, tier: config.NODE_TIER })
    context.log.info({ releases: node.status.releases() }, 'node is ready')
    await runTogether(signal, [
      market.run,
      (until) => sync.run(until),
      (until) => releasePush(node, until),
      (until) => reporter.run(until),
      (until) => telemetry.run(until),
      (until) => heartbeat(node, until),
      (until) => node.status.keepWriting(until),
    ])
    await drain(reporter, telemetry)
  } finally {
    await sync.close()
    node.status.write()
  }
}

async function drain(reporter: ResultReporter, telemetry: TelemetryService): Promise<void> {
  const until = AbortSignal.timeout(DRAIN_MS)
  const gone = (): false => false
  while (await reporter.deliverOldest(until).catch(gone));
  while (await telemetry.deliver(until).catch(gone));
}
