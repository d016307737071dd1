import type { Interpretation } from '@noderr/releases'
import type { ModelOutputs } from './model-session.ts'

/** Probabilities of the kind's three classes in their order; finite, none negative, summing to 1. */
export type ClassProbabilities = readonly [number, number, number]

/** A round's frozen bounds between calm, normal and wild: log ranges ln(high / low), times 10⁹. */
export interface LogRangeThresholds {
  readonly lowerE9: number
  readonly upperE9: number
}

/** How far a model's probabilities may miss a sum of 1: float32 arithmetic over three classes, and some room. */
const SUM_TOLERANCE = 1e-3
const LAST_QUANTILE = 100

/**
 * Turns one row of a model's outputs into class probabilities.
 *
 * `class-probabilities`: the output itself, validated and divided by its sum. `log-range`: the predicted
 * ln(high / low), whose errors are factors: P(calm) = F(ln(lower / predicted)) and P(wild) =
 * 1 − F(ln(upper / predicted)), with F linear between the 101 residual quantiles.
 *
 * Pure. For outputs of a single row.
 *
 * @throws {@link ProbabilitiesInvalidError}, {@link ThresholdsMissingError}, {@link OutputMissingError}.
 */
export function interpret(
  interpretation: Interpretation,
  outputs: ModelOutputs,
  thresholds?: LogRangeThresholds,
): ClassProbabilities {
  const values = outputs[interpretation.output]
  if (!values) throw new OutputMissingError(interpretation.output)
  if (interpretation.type === 'class-probabilities') return normalise(interpretation.output, values)
  if (!thresholds || !(thresholds.lowerE9 >= 0 && thresholds.lowerE9 <= thresholds.upperE9))
    throw new ThresholdsMissingError()
  const [predicted] = values
  if (values.length !== 1 || predicted === undefined || !(predicted > 0 && predicted < Infinity))
    throw new ProbabilitiesInvalidError(interpretation.output, 'one finite number above zero was expected')
  const residualE9 = (boundE9: number) => Math.log(boundE9 / (predicted * 1e9)) * 1e9
  const calm = cumulative(interpretation.residualQuantilesE9, residualE9(thresholds.lowerE9))
  const notWild = cumulative(interpretation.residualQuantilesE9, residualE9(thresholds.upperE9))
  return [calm, notWild - calm, 1 - notWild]
}

function normalise(output: string, values: Float32Array): ClassProbabilities {
  const [first, second, third] = values
  if (values.length !== 3 || first === undefined || second === undefined || third === undefined)
    throw new ProbabilitiesInvalidError(output, `three numbers were expected and ${values.length} came`)
  const sum = first + second + third
  const within = values.every((value) => value >= 0) && Math.abs(sum - 1) <= SUM_TOLERANCE
  if (!within) throw new ProbabilitiesInvalidError(output, `${values.join(', ')} are no probabilities`)
  return [first / sum, second / sum, third / sum]
}

/** The share of residuals at or below `residual`: the inverse of the quantile function, linear between its points. */
function cumulative(quantiles: readonly number[], residual: number): number {
  const above = quantiles.findIndex((quantile) => quantile > residual)
  if (above === 0) return 0
  if (above === -1) return 1
  const low = quantiles[above - 1] ?? 0
  const high = quantiles[above] ?? 0
  return (above - 1 + (residual - low) / (high - low)) / LAST_QUANTILE
}

export class OutputMissingError extends Error {
  override readonly name = 'OutputMissingError'
  readonly code = 'inference.output-missing'
  readonly output: string

  constructor(output: string) {
    super(`the model gave no output "${output}", which its configuration reads`)
    this.output = output
  }
}

export class ProbabilitiesInvalidError extends Error {
  override readonly name = 'ProbabilitiesInvalidError'
  readonly code = 'inference.probabilities-invalid'
  readonly output: string
  readonly reason: string

  constructor(output: string, reason: string) {
    super(`output "${output}" cannot be read as probabilities: ${reason}`)
    this.output = output
    this.reason = reason
  }
}

export class ThresholdsMissingError extends Error {
  override readonly name = 'ThresholdsMissingError'
  readonly code = 'inference.thresholds-missing'

  constructor() {
    super("a log-range model needs the round's two thresholds, the lower one first")
  }
}
