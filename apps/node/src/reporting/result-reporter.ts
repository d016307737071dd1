import type { DatabaseSync } from 'node:sqlite'
import {
  type Address,
  ApiProblemError,
  type Bytes32,
  batchDigest,
  callRoute,
  ROUTES,
  type SessionGrant,
  type SigningDomain,
  type SubmitAnswer,
} from '@noderr/protocol'
import { type BackOff, type Bell, pause } from '../back-off.ts'
import type { ControlPlane } from '../control-plane.ts'
import type { HotKey } from '../identity/hot-key.ts'
import { describeError, type Logger } from '../log.ts'
import type { Metrics } from '../metrics.ts'
import type { BatchTerms, PredictionGuard } from '../predictions/guard.ts'
import { signBatch } from '../predictions/sign-prediction.ts'
import type { NodeSessions } from './node-session.ts'
import type { Delivered, Outbox } from './outbox.ts'
import { verifyReceipt } from './verify-receipt.ts'

export interface ResultReporterOptions {
  readonly database: DatabaseSync
  readonly guard: PredictionGuard
  readonly outbox: Outbox
  readonly sessions: NodeSessions
  readonly controlPlane: ControlPlane
  readonly domain: SigningDomain
  /** The network's key, as its newest signed description names it. */
  readonly receiptKey: () => Address
  readonly key: HotKey
  readonly backOff: BackOff
  /** Rung when the outbox has something new. */
  readonly bell: Bell
  readonly log: Logger
  readonly metrics: Metrics
  /** The terms of a batch that is signed now under a lease. */
  readonly termsOf: (leaseEpoch: string) => BatchTerms
  readonly onDelivered: (delivered: readonly Delivered[], answer: SubmitAnswer) => void
}

/** Looks at the outbox this often although nobody rang. */
const IDLE_MS = 30_000
/** The control plane's clock runs a little behind ours: the same batch is taken a moment later. */
const NOT_YET = 'round.not-open'
/** Another installation has the lease: a new session takes it back, and the same leaves are signed under it. */
const LEASE_STALE = 'batch.lease-stale'
/** Another batch has this number: a new session tells the marks, and the same leaves are signed above them. */
const SEQUENCE_USED = 'batch.sequence-used'

/**
 * Carries predictions from the outbox to the control plane, one request in flight, until each has a final answer and,
 * where it was taken, a verified receipt. Gives up on none.
 */
export class ResultReporter {
  readonly #options: ResultReporterOptions

  constructor(options: ResultReporterOptions) {
    this.#options = options
  }

  /**
   * Runs until the signal is aborted.
   *
   * @throws {@link ReportedEquivocationError} and {@link StoredBatchChangedError}: the node must halt.
   */
  async run(signal: AbortSignal): Promise<void> {
    const { bell, backOff } = this.#options
    while (!signal.aborted) {
      try {
        const more = await this.deliverOldest(signal)
        backOff.reset()
        if (!more) await bell.wait(IDLE_MS, signal)
      } catch (error) {
        if (signal.aborted) return
        if (isHalt(error)) throw error
        await pause(this.#noteFailure(error), signal)
      }
    }
  }

  /**
   * Delivers one batch, the oldest.
   *
   * @returns Whether there was one.
   */
  async deliverOldest(signal: AbortSignal): Promise<boolean> {
    const { outbox, sessions } = this.#options
    if (outbox.depth === 0) return false
    await sessions.use(signal, (grant) => this.#deliver(grant, signal))
    return outbox.depth > 0
  }

  async #deliver(grant: SessionGrant, signal: AbortSignal): Promise<void> {
    const { database, guard, outbox, domain, key, controlPlane, termsOf } = this.#options
    guard.rebatch(termsOf(grant.leaseEpoch))
    const waiting = outbox.oldest()
    if (!waiting) return
    const { batch, signature } = await signBatch(database, domain, key, waiting.sequence)
    const body = { batch, signature, predictions: [...waiting.predictions] }
    try {
      const options = controlPlane.withSession(grant.token, signal)
      const answer = await callRoute(ROUTES.submitPredictions, { body }, options)
      await this.#settle(answer, waiting.sequence, batchDigest(domain, batch))
    } catch (error) {
      if (error instanceof ApiProblemError) this.#prepareAnew(error, waiting.sequence)
      throw error
    }
  }

  async #settle(answer: SubmitAnswer, sequence: number, digest: Bytes32): Promise<void> {
    const { guard, outbox, domain, receiptKey, metrics, onDelivered } = this.#options
    if (answer.receipt) await verifyReceipt(answer.receipt, domain, receiptKey(), outbox)
    const final = answer.results.filter((result) => isFinal(result, answer.receipt, digest))
    const delivered = outbox.settle(final, answer.receipt)
    // A batch with a receipt is judged for good: what was too early in it can only be taken in another.
    const isEarly = answer.results.some(({ code }) => code === NOT_YET)
    if (isEarly && answer.receipt) guard.retire(sequence)
    metrics.receipts += answer.receipt && delivered.length > 0 ? 1 : 0
    metrics.late += delivered.filter(({ status }) => status === 'late').length
    metrics.refused += delivered.filter(({ status }) => status === 'refused').length
    onDelivered(delivered, answer)
    const equivocation = delivered.find(({ status }) => status === 'equivocation')
    if (equivocation) throw new ReportedEquivocationError(equivocation)
    if (final.length === answer.results.length && delivered.length > 0) return
    throw isEarly ? new NotYetTakenError() : new NothingSaidError()
  }

  #prepareAnew({ code }: ApiProblemError, sequence: number): void {
    if (code !== LEASE_STALE && code !== SEQUENCE_USED) return
    this.#options.sessions.renew()
    if (code === SEQUENCE_USED) this.#options.guard.retire(sequence)
  }

  #noteFailure(error: unknown): number {
    const { backOff, log, metrics, outbox } = this.#options
    metrics.sendFailures += 1
    const retryAfterMs = error instanceof ApiProblemError ? error.retryAfterMs : undefined
    const waitMs = backOff.next(retryAfterMs)
    const level = error instanceof NotYetTakenError || backOff.failures < 3 ? 'info' : 'warn'
    log[level](
      { err: describeError(error), waitMs, outboxDepth: outbox.depth },
      'predictions wait in the outbox',
    )
    return waitMs
  }
}

/** What was taken now needs this batch's receipt to be over, what was taken before any; what was turned away needs none. */
function isFinal(
  { status, code }: SubmitAnswer['results'][number],
  receipt: SubmitAnswer['receipt'],
  digest: Bytes32,
): boolean {
  if (status === 'refused') return code !== NOT_YET
  if (status === 'equivocation') return true
  return status === 'duplicate' ? receipt !== null : receipt?.receipt.batchDigest === digest
}

function isHalt(error: unknown): boolean {
  return error instanceof Error && 'disposition' in error && error.disposition === 'halt'
}

/** Another copy of this node has signed something else for a round. Disposition: halt. */
class ReportedEquivocationError extends Error {
  override readonly name = 'ReportedEquivocationError'
  readonly code = 'reporting.equivocation'
  readonly disposition = 'halt'

  constructor({ prediction, code }: Delivered) {
    super(
      `the control plane holds another prediction of this node for the ${prediction.kind} round at ${prediction.closeTime} (${code ?? 'equivocation'}); find the other copy of this node before starting again`,
    )
  }
}

/** Some predictions were too early for the control plane's clock. */
class NotYetTakenError extends Error {
  override readonly name = 'NotYetTakenError'
  readonly code = 'reporting.not-yet-taken'

  constructor() {
    super("the round has not opened on the control plane's clock; the batch is sent again in a moment")
  }
}

/** The answer leaves open what became of the predictions, or names no receipt for what it took. */
class NothingSaidError extends Error {
  override readonly name = 'NothingSaidError'
  readonly code = 'reporting.nothing-said'

  constructor() {
    super(
      'the control plane took a batch without a receipt, or without a word on its predictions; it is sent again',
    )
  }
}
