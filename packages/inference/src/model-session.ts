import type { TensorSpec } from '@noderr/releases'
import type { InferenceSession, Tensor } from 'onnxruntime-web/wasm'
import { loadOnnxRuntime } from './onnx-runtime.ts'

/** What a model gave for the rows it was given: the values of each output by name, row after row. */
export type ModelOutputs = Readonly<Record<string, Float32Array>>

export interface ModelSignature {
  readonly inputs: readonly TensorSpec[]
  readonly outputs: readonly TensorSpec[]
}

/**
 * A model in this thread, ready to run. It blocks the thread while it runs and cannot be interrupted: programs use
 * {@link InferenceEngine}, which keeps a session in a thread of its own.
 */
export class ModelSession {
  readonly #session: InferenceSession
  readonly #Tensor: typeof Tensor
  readonly #input: string
  readonly #width: number
  readonly #outputs: readonly string[]

  private constructor(session: InferenceSession, tensor: typeof Tensor, signature: ModelSignature) {
    this.#session = session
    this.#Tensor = tensor
    const [input] = signature.inputs
    this.#input = input?.name ?? ''
    this.#width = rowWidth(input)
    this.#outputs = signature.outputs.map((output) => output.name)
  }

  /**
   * Loads a model and insists that it has the signature its manifest names: exactly these inputs, at least these
   * outputs, each with its type and shape. Outputs that the signature leaves out are never computed for the caller.
   *
   * @throws {@link ModelRefusedError} when the engine cannot load the bytes, {@link SignatureMismatchError} when the
   * model has another signature.
   */
  static async load(model: Uint8Array, signature: ModelSignature): Promise<ModelSession> {
    const onnx = await loadOnnxRuntime()
    const session = await createSession(onnx.InferenceSession, model)
    try {
      requireSignature(signature, describeSession(session))
      return new ModelSession(session, onnx.Tensor, signature)
    } catch (error) {
      await session.release()
      throw error
    }
  }

  /** The tensors that a model itself declares; outputs that are no float32 tensor are left out. */
  static async describe(model: Uint8Array): Promise<ModelSignature> {
    const onnx = await loadOnnxRuntime()
    const session = await createSession(onnx.InferenceSession, model)
    try {
      return describeSession(session)
    } finally {
      await session.release()
    }
  }

  /**
   * Runs the model on whole rows of features, one after the other in `rows`.
   *
   * @throws {@link RowWidthError}, {@link InputNotFiniteError}, {@link OutputNotFiniteError}, and
   * {@link InferenceFailedError} when the engine gives up.
   */
  async run(rows: Float32Array): Promise<ModelOutputs> {
    if (rows.length === 0 || rows.length % this.#width !== 0)
      throw new RowWidthError(rows.length, this.#width)
    requireFiniteInput(rows)
    const tensor = new this.#Tensor('float32', rows, [rows.length / this.#width, this.#width])
    const values = await this.#compute({ [this.#input]: tensor })
    const outputs: Record<string, Float32Array> = {}
    for (const name of this.#outputs) outputs[name] = requireFiniteOutput(name, values[name]?.data)
    return outputs
  }

  /** Frees the model's memory. The session cannot run again. */
  async release(): Promise<void> {
    await this.#session.release()
  }

  async #compute(feeds: Record<string, Tensor>): Promise<InferenceSession.OnnxValueMapType> {
    try {
      return await this.#session.run(feeds, this.#outputs)
    } catch (cause) {
      throw new InferenceFailedError(cause)
    }
  }
}

async function createSession(factory: typeof InferenceSession, model: Uint8Array): Promise<InferenceSession> {
  try {
    return await factory.create(model, { executionProviders: ['wasm'], logSeverityLevel: 3 })
  } catch (cause) {
    throw new ModelRefusedError(cause)
  }
}

function describeSession(session: InferenceSession): ModelSignature {
  return { inputs: describeTensors(session.inputMetadata), outputs: describeTensors(session.outputMetadata) }
}

function describeTensors(metadata: readonly InferenceSession.ValueMetadata[]): TensorSpec[] {
  return metadata.flatMap((value) => {
    if (!value.isTensor || value.type !== 'float32') return []
    const shape = value.shape.map((size) =>
      isFixed(size) ? size : (typeof size === 'string' && size) || '?',
    )
    return [{ name: value.name, type: 'float32', shape }]
  })
}

function requireSignature(wanted: ModelSignature, actual: ModelSignature): void {
  if (wanted.inputs.length !== 1 || actual.inputs.length !== 1)
    throw new SignatureMismatchError('inputs', 'a model takes exactly one float32 tensor')
  for (const side of ['inputs', 'outputs'] as const)
    for (const tensor of wanted[side]) {
      const found = actual[side].find((candidate) => candidate.name === tensor.name)
      if (!found)
        throw new SignatureMismatchError(tensor.name, 'the model has no float32 tensor of this name')
      if (!admits(tensor.shape, found.shape))
        throw new SignatureMismatchError(tensor.name, `the model's shape is [${found.shape.join(', ')}]`)
    }
}

/** ONNX Runtime gives an unnamed free dimension as −1 read without its sign. */
function isFixed(size: number | string): size is number {
  return typeof size === 'number' && size > 0 && size < 2 ** 31
}

/** A dimension that the model leaves free takes whatever is wanted; a fixed one only itself. */
function admits(wanted: TensorSpec['shape'], actual: TensorSpec['shape']): boolean {
  return (
    wanted.length === actual.length &&
    actual.every((size, index) => typeof size === 'string' || size === wanted[index])
  )
}

function rowWidth(input: TensorSpec | undefined): number {
  const [rows, width, ...more] = input?.shape ?? []
  if (input && more.length === 0 && typeof width === 'number' && (typeof rows === 'string' || rows === 1))
    return width
  throw new SignatureMismatchError(input?.name ?? 'inputs', 'an input is [rows, features], features fixed')
}

function requireFiniteInput(rows: Float32Array): void {
  for (let index = 0; index < rows.length; index += 1)
    if (!Number.isFinite(rows[index])) throw new InputNotFiniteError(index)
}

function requireFiniteOutput(name: string, values: unknown): Float32Array {
  if (!(values instanceof Float32Array)) throw new OutputNotFiniteError(name, -1)
  for (let index = 0; index < values.length; index += 1)
    if (!Number.isFinite(values[index])) throw new OutputNotFiniteError(name, index)
  return values
}

export class ModelRefusedError extends Error {
  override readonly name = 'ModelRefusedError'
  readonly code = 'inference.model-refused'

  constructor(cause: unknown) {
    super('ONNX Runtime cannot load this model in the exact profile; its words are in the cause', { cause })
  }
}

export class SignatureMismatchError extends Error {
  override readonly name = 'SignatureMismatchError'
  readonly code = 'inference.signature-mismatch'
  readonly tensor: string
  readonly found: string

  constructor(tensor: string, found: string) {
    super(`the model does not have the tensor "${tensor}" that its manifest names: ${found}`)
    this.tensor = tensor
    this.found = found
  }
}

export class RowWidthError extends Error {
  override readonly name = 'RowWidthError'
  readonly code = 'inference.row-width'
  readonly length: number
  readonly width: number

  constructor(length: number, width: number) {
    super(`${length} numbers are no whole rows of ${width} features`)
    this.length = length
    this.width = width
  }
}

export class InputNotFiniteError extends Error {
  override readonly name = 'InputNotFiniteError'
  readonly code = 'inference.input-not-finite'
  /** Place in the rows, counted through. */
  readonly index: number

  constructor(index: number) {
    super(`number ${index} of the input is not finite; no prediction can be made from it`)
    this.index = index
  }
}

export class OutputNotFiniteError extends Error {
  override readonly name = 'OutputNotFiniteError'
  readonly code = 'inference.output-not-finite'
  readonly output: string
  readonly index: number

  constructor(output: string, index: number) {
    super(`number ${index} of output "${output}" is not finite; the model cannot be used on this input`)
    this.output = output
    this.index = index
  }
}

export class InferenceFailedError extends Error {
  override readonly name = 'InferenceFailedError'
  readonly code = 'inference.failed'

  constructor(cause: unknown) {
    super(`ONNX Runtime gave up on this input: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    })
  }
}
