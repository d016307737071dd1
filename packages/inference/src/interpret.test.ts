import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  interpret,
  OutputMissingError,
  ProbabilitiesInvalidError,
  ThresholdsMissingError,
} from './interpret.ts'

const classes = { type: 'class-probabilities' as const, output: 'p' }
const quantiles = fc
  .array(fc.integer({ min: -3_000_000_000, max: 3_000_000_000 }), { minLength: 101, maxLength: 101 })
  .map((values) => values.sort((a, b) => a - b))
  .filter((values) => values[0] !== values[100])
const logRange = fc.float({ min: Math.fround(1e-6), max: 3, noNaN: true })
const bounds = fc
  .tuple(fc.integer({ min: 0, max: 1_000_000_000 }), fc.integer({ min: 0, max: 2_000_000_000 }))
  .map(([lowerE9, width]) => ({ lowerE9, upperE9: lowerE9 + width }))
const evenQuantiles = Array.from({ length: 101 }, (_, index) => (index - 50) * 10_000_000)

function regime(
  residualQuantilesE9: number[],
  predicted: number,
  thresholds: { lowerE9: number; upperE9: number },
) {
  const interpretation = { type: 'log-range' as const, output: 'log_range', residualQuantilesE9 }
  return interpret(interpretation, { log_range: Float32Array.of(predicted) }, thresholds)
}

it('passes class probabilities through, divided by their sum', () => {
  expect(interpret(classes, { p: Float32Array.of(0.25, 0.5, 0.25) })).toEqual([0.25, 0.5, 0.25])
  const [down, hold, up] = interpret(classes, { p: Float32Array.of(0.2, 0.3, 0.5) })
  expect(down + hold + up).toBeCloseTo(1, 12)
})

it('refuses outputs that are no probabilities', () => {
  for (const values of [
    [0.5, 0.5],
    [0.6, 0.6, 0.6],
    [-0.1, 0.6, 0.5],
    [Number.NaN, 0.5, 0.5],
    [2, -1, 0],
  ])
    expect(() => interpret(classes, { p: Float32Array.from(values) })).toThrow(ProbabilitiesInvalidError)
  expect(() => interpret(classes, {})).toThrow(OutputMissingError)
})

it('reads a residual distribution between its quantiles', () => {
  // Errors are factors whose logarithms are even over ±0.5: the distribution at predicted · exp(x) is x + 0.5.
  const predicted = 0.0078125
  const at = (lower: number, upper: number) =>
    regime(evenQuantiles, predicted, {
      lowerE9: predicted * Math.exp(lower) * 1e9,
      upperE9: predicted * Math.exp(upper) * 1e9,
    })
  expect(at(-0.5001, 0.5001)).toEqual([0, 1, 0])
  expect(at(0, 0)).toEqual([0.5, 0, 0.5])
  expect(at(-0.255, 0.125)).toEqual([
    expect.closeTo(0.245, 12),
    expect.closeTo(0.38, 12),
    expect.closeTo(0.375, 12),
  ])
  expect(at(-9, -8)).toEqual([0, 0, 1])
})

it('always gives three probabilities that sum to one', () => {
  fc.assert(
    fc.property(quantiles, logRange, bounds, (residuals, predicted, thresholds) => {
      const probabilities = regime(residuals, predicted, thresholds)
      for (const probability of probabilities) expect(probability).toBeGreaterThanOrEqual(0)
      expect(probabilities.reduce((sum, probability) => sum + probability, 0)).toBeCloseTo(1, 12)
    }),
  )
})

it('takes a threshold of a market that stood still for the end of the distribution', () => {
  expect(regime(evenQuantiles, 0.01, { lowerE9: 0, upperE9: 0 })).toEqual([0, 0, 1])
})

it('refuses a predicted range that is no range', () => {
  for (const predicted of [0, -0.01, Number.POSITIVE_INFINITY, Number.NaN])
    expect(() => regime(evenQuantiles, predicted, { lowerE9: 1, upperE9: 2 })).toThrow(
      ProbabilitiesInvalidError,
    )
})

it('never calls a wider predicted range calmer', () => {
  fc.assert(
    fc.property(quantiles, logRange, logRange, bounds, (residuals, a, b, thresholds) => {
      const [narrow, wide] = [Math.min(a, b), Math.max(a, b)].map((x) => regime(residuals, x, thresholds))
      expect(wide?.[0]).toBeLessThanOrEqual(narrow?.[0] ?? -1)
      expect(wide?.[2]).toBeGreaterThanOrEqual(narrow?.[2] ?? 2)
    }),
  )
})

it('needs thresholds, the lower one first', () => {
  const interpretation = { type: 'log-range' as const, output: 'p', residualQuantilesE9: evenQuantiles }
  expect(() => interpret(interpretation, { p: Float32Array.of(0) })).toThrow(ThresholdsMissingError)
  for (const thresholds of [
    { lowerE9: 2, upperE9: 1 },
    { lowerE9: -1, upperE9: 1 },
  ])
    expect(() => regime(evenQuantiles, 0.01, thresholds)).toThrow(ThresholdsMissingError)
})
