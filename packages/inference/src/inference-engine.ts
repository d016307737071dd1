import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Manifest, Release } from '@noderr/releases'
import type { ModelOutputs } from './model-session.ts'
import {
  fromFailure,
  LOADING,
  type RunRequest,
  type WorkerReport,
  type WorkerTask,
} from './worker-messages.ts'

export interface LoadOptions {
  /** How long loading and the golden rows may take together. */
  readonly timeoutMs?: number
  /** The most memory that the model may take; the engine itself needs about 30 MiB of it. */
  readonly memoryLimitMib?: number
  readonly signal?: AbortSignal
}

export interface RunOptions {
  /** After this the run counts as hung, and its worker is ended. */
  readonly timeoutMs: number
  /** Gives up waiting; the worker lives on and its late answer is dropped. */
  readonly signal?: AbortSignal
}

interface Pending {
  readonly resolve: (outputs: ModelOutputs) => void
  readonly reject: (reason: unknown) => void
}

const LOAD_TIMEOUT_MS = 30_000
const MEMORY_LIMIT_MIB = 1024
const HEAP_LIMIT_MIB = 256
// `.ts` in the repository, `.js` in a compiled archive.
const WORKER = new URL(`./inference-worker${extname(import.meta.filename)}`, import.meta.url)

/**
 * One release, loaded and proven, in a worker thread of its own. A model that hangs or takes the thread down ends
 * with its engine and nothing else; whoever holds the engine gets a typed error and can load the release again.
 */
export class InferenceEngine {
  readonly manifest: Manifest
  /** Settles when the engine can run no more: with the reason, or undefined after {@link terminate}. */
  readonly ended: Promise<Error | undefined>
  readonly #worker: Worker
  readonly #pending = new Map<number, Pending>()
  readonly #resolveEnded: (reason: Error | undefined) => void
  #end: { readonly reason: Error | undefined } | undefined
  #lastId = 0

  private constructor(manifest: Manifest, worker: Worker) {
    this.manifest = manifest
    this.#worker = worker
    const { promise, resolve } = Promise.withResolvers<Error | undefined>()
    this.ended = promise
    this.#resolveEnded = resolve
    worker.on('message', (report: WorkerReport) => this.#settle(report))
    worker.on('error', (cause) => this.#stop(new InferenceWorkerDiedError(manifest, cause)))
    worker.on('exit', (code) => this.#stop(new InferenceWorkerDiedError(manifest, `exit code ${code}`)))
  }

  /**
   * Starts a worker, loads the release's model in it and proves its golden rows bit for bit. The release must come
   * from {@link openRelease}: the engine trusts its digests to have been verified.
   *
   * @throws {@link ModelRefusedError}, {@link SignatureMismatchError}, {@link GoldenMismatchError},
   * {@link InferenceTimeoutError}, {@link InferenceWorkerDiedError}, or the signal's reason.
   */
  static async load(release: Release, options: LoadOptions = {}): Promise<InferenceEngine> {
    options.signal?.throwIfAborted()
    const { manifest, model, golden } = release
    const task: WorkerTask = {
      model,
      signature: { inputs: manifest.inputs, outputs: manifest.outputs },
      golden,
      memoryLimitMib: options.memoryLimitMib ?? MEMORY_LIMIT_MIB,
    }
    // No environment: model code needs none of the process's variables, some of which are secret.
    const worker = new Worker(WORKER, {
      workerData: task,
      name: `inference ${manifest.id} ${manifest.version}`.slice(0, 60),
      env: {},
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: HEAP_LIMIT_MIB },
    })
    const engine = new InferenceEngine(manifest, worker)
    await engine.#ready(options.timeoutMs ?? LOAD_TIMEOUT_MS, options.signal)
    return engine
  }

  /**
   * Runs the model on whole rows of features and gives the values of each output of the manifest. `rows`
   * is copied: the caller keeps it.
   *
   * @throws {@link RowWidthError}, {@link InputNotFiniteError}, {@link OutputNotFiniteError},
   * {@link InferenceFailedError} (the engine lives on), {@link InferenceTimeoutError}, {@link InferenceWorkerDiedError},
   * {@link EngineTerminatedError} (the engine has ended), or the signal's reason.
   */
  run(rows: Float32Array, { timeoutMs, signal }: RunOptions): Promise<ModelOutputs> {
    this.#lastId += 1
    const request: RunRequest = { id: this.#lastId, rows }
    const answer = this.#await(request.id, timeoutMs, signal)
    this.#worker.postMessage(request)
    return answer
  }

  /** Ends the worker, whatever it is doing; runs under way are rejected. May be called again. */
  async terminate(): Promise<void> {
    this.#stop(undefined)
    await this.#worker.terminate()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.terminate()
  }

  async #ready(timeoutMs: number, signal: AbortSignal | undefined): Promise<void> {
    try {
      await this.#await(LOADING, timeoutMs, signal)
    } catch (error) {
      await this.terminate()
      throw error
    }
  }

  #await(id: number, timeoutMs: number, signal: AbortSignal | undefined): Promise<ModelOutputs> {
    if (this.#end) return Promise.reject(this.#end.reason ?? new EngineTerminatedError(this.manifest))
    if (signal?.aborted) return Promise.reject(signal.reason)
    const { promise, resolve, reject } = Promise.withResolvers<ModelOutputs>()
    const timer = setTimeout(() => this.#stop(new InferenceTimeoutError(this.manifest, timeoutMs)), timeoutMs)
    const abort = () => {
      forget()
      reject(signal?.reason)
    }
    const forget = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
      this.#pending.delete(id)
    }
    signal?.addEventListener('abort', abort)
    this.#pending.set(id, {
      resolve: (outputs) => {
        forget()
        resolve(outputs)
      },
      reject: (reason) => {
        forget()
        reject(reason)
      },
    })
    return promise
  }

  #settle(report: WorkerReport): void {
    const pending = this.#pending.get(report.id)
    if ('outputs' in report) pending?.resolve(report.outputs)
    else pending?.reject(fromFailure(report.failure))
  }

  #stop(reason: Error | undefined): void {
    if (this.#end) return
    this.#end = { reason }
    for (const pending of [...this.#pending.values()])
      pending.reject(reason ?? new EngineTerminatedError(this.manifest))
    void this.#worker.terminate()
    this.#resolveEnded(reason)
  }
}

/** A run, or loading, took longer than it may; the worker was ended. */
export class InferenceTimeoutError extends Error {
  override readonly name = 'InferenceTimeoutError'
  readonly code = 'inference.timeout'
  readonly modelId: string
  readonly version: string
  readonly timeoutMs: number

  constructor({ id, version }: Manifest, timeoutMs: number) {
    super(`model ${id} ${version} gave no answer within ${timeoutMs} ms; its worker was ended, load it again`)
    this.modelId = id
    this.version = version
    this.timeoutMs = timeoutMs
  }
}

/** The worker ended by itself: out of memory, or a crash of the engine. */
export class InferenceWorkerDiedError extends Error {
  override readonly name = 'InferenceWorkerDiedError'
  readonly code = 'inference.worker-died'
  readonly modelId: string
  readonly version: string

  constructor({ id, version }: Manifest, cause: unknown) {
    super(`the worker of model ${id} ${version} died; load the release again`, { cause })
    this.modelId = id
    this.version = version
  }
}

export class EngineTerminatedError extends Error {
  override readonly name = 'EngineTerminatedError'
  readonly code = 'inference.terminated'
  readonly modelId: string
  readonly version: string

  constructor({ id, version }: Manifest) {
    super(`the engine of model ${id} ${version} was ended; load the release again before running it`)
    this.modelId = id
    this.version = version
  }
}
