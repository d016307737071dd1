import type { GoldenRows } from '@noderr/releases'
import { GoldenMismatchError } from './golden-proof.ts'
import {
  InferenceFailedError,
  InputNotFiniteError,
  type ModelOutputs,
  ModelRefusedError,
  type ModelSignature,
  OutputNotFiniteError,
  RowWidthError,
  SignatureMismatchError,
} from './model-session.ts'

/** What an inference worker is born with. */
export interface WorkerTask {
  readonly model: Uint8Array
  readonly signature: ModelSignature
  readonly golden: GoldenRows
  readonly memoryLimitMib: number
}

/** The id under which the worker reports that the release is loaded and proven, or why it is not. */
export const LOADING = 0

/** `id` counts from 1. */
export interface RunRequest {
  readonly id: number
  readonly rows: Float32Array
}

/** The answer to a request; to {@link LOADING} with no outputs. */
export type WorkerReport =
  | { readonly id: number; readonly outputs: ModelOutputs }
  | { readonly id: number; readonly failure: Failure }

/** One of this package's errors on its way between threads, where a class and its fields would be lost. */
type Failure =
  | Fields<'inference.model-refused', { reason: string }>
  | Fields<'inference.failed', { reason: string }>
  | Fields<'inference.signature-mismatch', { tensor: string; found: string }>
  | Fields<'inference.golden-mismatch', { row: number; output: string }>
  | Fields<'inference.row-width', { length: number; width: number }>
  | Fields<'inference.input-not-finite', { index: number }>
  | Fields<'inference.output-not-finite', { output: string; index: number }>

type Fields<Code extends string, Data> = { readonly code: Code } & Readonly<Data>

export function toFailure(error: unknown): Failure {
  if (error instanceof ModelRefusedError) return { code: error.code, reason: reasonOf(error.cause) }
  if (error instanceof SignatureMismatchError)
    return { code: error.code, tensor: error.tensor, found: error.found }
  if (error instanceof GoldenMismatchError) return { code: error.code, row: error.row, output: error.output }
  if (error instanceof RowWidthError) return { code: error.code, length: error.length, width: error.width }
  if (error instanceof InputNotFiniteError) return { code: error.code, index: error.index }
  if (error instanceof OutputNotFiniteError)
    return { code: error.code, output: error.output, index: error.index }
  return {
    code: 'inference.failed',
    reason: reasonOf(error instanceof InferenceFailedError ? error.cause : error),
  }
}

export function fromFailure(failure: Failure): Error {
  switch (failure.code) {
    case 'inference.model-refused':
      return new ModelRefusedError(failure.reason)
    case 'inference.failed':
      return new InferenceFailedError(failure.reason)
    case 'inference.signature-mismatch':
      return new SignatureMismatchError(failure.tensor, failure.found)
    case 'inference.golden-mismatch':
      return new GoldenMismatchError(failure.row, failure.output)
    case 'inference.row-width':
      return new RowWidthError(failure.length, failure.width)
    case 'inference.input-not-finite':
      return new InputNotFiniteError(failure.index)
    case 'inference.output-not-finite':
      return new OutputNotFiniteError(failure.output, failure.index)
  }
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}
