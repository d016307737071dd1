import type { DatabaseSync } from 'node:sqlite'
import type { SigningDomain } from '@noderr/protocol'
import { type ControlPlane, controlPlane } from './control-plane.ts'
import { signingDomain } from './identity/enrolment.ts'
import type { HotKey } from './identity/hot-key.ts'
import { readInstance, unlockHotKey } from './identity/node-keys.ts'
import { createMetrics, type Metrics } from './metrics.ts'
import type { NodeContext } from './node-context.ts'
import { openNodeDatabase } from './node-database.ts'
import { PredictionGuard } from './predictions/guard.ts'
import { NodeSessions } from './reporting/node-session.ts'
import { Outbox } from './reporting/outbox.ts'
import { TelemetryStore } from './reporting/telemetry-store.ts'

/** What every loop stands on: the key, what is on disk, and the way to the control plane. */
export interface NodeGround extends AsyncDisposable {
  readonly key: HotKey
  readonly domain: SigningDomain
  readonly database: DatabaseSync
  readonly guard: PredictionGuard
  readonly outbox: Outbox
  readonly telemetry: TelemetryStore
  readonly controlPlane: ControlPlane
  readonly sessions: NodeSessions
  readonly metrics: Metrics
}

/** Opens the key and the databases; they are closed with what is returned. */
export async function openGround({ config, dataDir, clock, fetch, log }: NodeContext): Promise<NodeGround> {
  const key = await unlockHotKey(dataDir)
  const instance = readInstance(dataDir)
  const domain = signingDomain(config)
  const reached = controlPlane(config, fetch)
  await using opened = new AsyncDisposableStack()
  const database = opened.adopt(openNodeDatabase(dataDir.database), (open) => open.close())
  const store = new TelemetryStore(dataDir.telemetry, config.TELEMETRY_MAX_BYTES)
  const telemetry = opened.adopt(store, (open) => open.close())
  const guard = new PredictionGuard(database, domain)
  const sessions = new NodeSessions({
    controlPlane: reached,
    key,
    nodeId: config.NODE_ID,
    domain,
    instance,
    clock,
    onGrant(grant) {
      const withdrawn = guard.raise(grant)
      if (withdrawn > 0)
        log.warn(
          { withdrawn },
          'unsigned predictions were withdrawn: another copy of this node was there first',
        )
    },
  })
  const disposal = opened.move()
  return {
    key,
    domain,
    database,
    guard,
    outbox: new Outbox(database),
    telemetry,
    controlPlane: reached,
    sessions,
    metrics: createMetrics(),
    [Symbol.asyncDispose]: () => disposal.disposeAsync(),
  }
}
