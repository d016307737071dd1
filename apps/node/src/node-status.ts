import { abstainReasonOf, type Heartbeat } from '@noderr/protocol'
import { pause } from './back-off.ts'
import type { Signed } from './follow-market.ts'
import type { MarketHistory } from './market/market-history.ts'
import type { InferenceService } from './models/inference-service.ts'
import type { NodeContext } from './node-context.ts'
import { checkpoint } from './node-database.ts'
import type { NodeGround } from './node-ground.ts'
import { type NodeState, writeNodeState } from './node-state.ts'
import { SOFTWARE_VERSION } from './software-version.ts'

const WRITE_INTERVAL_MS = 2_000

/** What the node says about itself: to the control plane with each heartbeat, to its operator in a file. */
export class NodeStatus {
  readonly #context: NodeContext
  readonly #ground: NodeGround
  readonly #history: MarketHistory
  readonly #inference: InferenceService
  readonly #startedAt: number
  #lastSigned: Signed | undefined

  constructor(context: NodeContext, ground: NodeGround, history: MarketHistory, inference: InferenceService) {
    this.#context = context
    this.#ground = ground
    this.#history = history
    this.#inference = inference
    this.#startedAt = context.clock.now()
  }

  /** Remembers the newest prediction. */
  noteSigned(signed: Signed): void {
    this.#lastSigned = signed
  }

  releases() {
    const releases = this.#inference.releases
    return releases.map((active) => {
      const { id: modelId, version, kind } = active.release.manifest
      const state = this.#inference.primaryFor(kind) === active ? 'primary' : 'shadow'
      return { modelId, version, kind, digest: active.digest, state }
    })
  }

  heartbeat(): Heartbeat {
    return {
      softwareVersion: SOFTWARE_VERSION,
      releases: this.releases().map(({ modelId, version, digest, state }) => ({
        modelId,
        version,
        digest,
        state,
      })),
      outboxDepth: this.#ground.outbox.depth,
      feedCloseTime: this.#history.last?.closeTime ?? 0,
      uptimeMs: this.#context.clock.now() - this.#startedAt,
    }
  }

  /** Writes the state file, and lets the databases tidy up, at every interval until the signal is aborted. */
  async keepWriting(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.write()
      checkpoint(this.#ground.database)
      this.#ground.telemetry.checkpoint()
      await pause(WRITE_INTERVAL_MS, signal)
    }
  }

  write(): void {
    writeNodeState(this.#context.dataDir.state, this.#state())
  }

  #state(): NodeState {
    const { config, clock } = this.#context
    const { outbox, telemetry, metrics, sessions, key } = this.#ground
    const session = sessions.last
    return {
      pid: process.pid,
      updatedAt: clock.now(),
      startedAt: this.#startedAt,
      softwareVersion: SOFTWARE_VERSION,
      nodeId: config.NODE_ID,
      tier: config.NODE_TIER,
      keyId: key.address,
      controlPlaneUrl: config.CONTROL_PLANE_URL,
      releases: this.releases(),
      lastPrediction: this.#lastSigned ? describeSigned(this.#lastSigned) : null,
      outboxDepth: outbox.depth,
      telemetryDepth: telemetry.depth,
      receipts: outbox.receiptCount,
      session: session ? { leaseEpoch: session.leaseEpoch, expiresAt: session.expiresAt } : null,
      feedCloseTime: this.#history.last?.closeTime ?? null,
      metrics: { ...metrics, telemetryDropped: telemetry.dropped },
    }
  }
}

function describeSigned({ prediction, latencyMs }: Signed) {
  const { kind, symbol, closeTime, abstainCode } = prediction
  return { kind, symbol, closeTime, abstention: abstainReasonOf(abstainCode) ?? null, latencyMs }
}
