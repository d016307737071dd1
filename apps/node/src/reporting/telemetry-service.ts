import { ApiProblemError, callRoute, type NodeId, ROUTES } from '@noderr/protocol'
import { type BackOff, type Bell, pause } from '../back-off.ts'
import type { ControlPlane } from '../control-plane.ts'
import { describeError, type Logger } from '../log.ts'
import type { Measurement, TelemetryStore } from './telemetry-store.ts'

/** Rows that fill a batch. */
const BATCH_ROWS = 100

export interface TelemetryServiceOptions {
  readonly store: TelemetryStore
  readonly nodeId: NodeId
  readonly controlPlane: ControlPlane
  /** Where telemetry goes when not to the control plane. */
  readonly endpoint: string | undefined
  /** A batch that is not full is sent after this. */
  readonly intervalMs: number
  readonly backOff: BackOff
  /** Rung when a batch is full. */
  readonly bell: Bell
  readonly log: Logger
}

/**
 * Keeps what each inference measured and sends it in batches of a hundred, or what there is when the interval ends. A
 * row leaves when the answer names it; a refused row leaves too, with a line in the log, since it can only be refused
 * again.
 */
export class TelemetryService {
  readonly #options: TelemetryServiceOptions

  constructor(options: TelemetryServiceOptions) {
    this.#options = options
  }

  /** Takes measurements; they are on disk when this returns. No probabilities: they are sealed. */
  record(rows: readonly Measurement[]): void {
    const { store, bell } = this.#options
    store.append(rows)
    if (store.depth >= BATCH_ROWS) bell.ring()
  }

  /** Runs until the signal is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    const { store, bell, intervalMs, backOff } = this.#options
    while (!signal.aborted) {
      await bell.wait(intervalMs, signal)
      try {
        while (!signal.aborted && (await this.deliver(signal)) && store.depth >= BATCH_ROWS);
        backOff.reset()
      } catch (error) {
        if (signal.aborted) return
        await pause(this.#noteFailure(error), signal)
        bell.ring()
      }
    }
  }

  /**
   * Sends one batch.
   *
   * @returns Whether anything was taken off the store.
   */
  async deliver(signal: AbortSignal): Promise<boolean> {
    const { store, nodeId, controlPlane, endpoint, log } = this.#options
    const rows = store.oldest(BATCH_ROWS)
    if (rows.length === 0) return false
    const body = { node_id: nodeId, rows }
    const { results } = await callRoute(
      ROUTES.sendTelemetry,
      { body },
      controlPlane.withApiKey(signal, endpoint),
    )
    const answered = results.flatMap(({ index }) => rows[index]?.sequence ?? [])
    for (const { status, reason, sequence } of results)
      if (status === 'refused') log.warn({ sequence, reason }, 'a telemetry row was refused and dropped')
    store.remove(answered)
    return answered.length > 0
  }

  #noteFailure(error: unknown): number {
    const { backOff, log, store } = this.#options
    const waitMs = backOff.next(error instanceof ApiProblemError ? error.retryAfterMs : undefined)
    log[backOff.failures < 3 ? 'info' : 'warn'](
      { err: describeError(error), waitMs, rows: store.depth },
      'telemetry waits',
    )
    return waitMs
  }
}
