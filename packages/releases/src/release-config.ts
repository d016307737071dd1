import { z } from 'zod'
import { marketPurposeShape } from './manifest.ts'

const outputName = z.string().min(1).max(128)

/** The output already holds the three probabilities, in the order of the kind's classes. */
const classProbabilitiesSchema = z.strictObject({
  type: z.literal('class-probabilities'),
  output: outputName,
})

/** The output is ln(high / low) of the next horizon; its error's quantiles turn the point into a distribution. */
const logRangeSchema = z.strictObject({
  type: z.literal('log-range'),
  output: outputName,
  /** Quantiles 0 %, 1 %, … 100 % of ln(actual) − ln(predicted) on the validation year, times 10⁹. */
  residualQuantilesE9: z
    .array(z.int())
    .length(101)
    .refine(
      (quantiles) =>
        quantiles.every((quantile, index) => index === 0 || quantile >= (quantiles[index - 1] ?? 0)),
      'quantiles must not fall',
    )
    .refine((quantiles) => (quantiles[0] ?? 0) < (quantiles[100] ?? 0), 'quantiles must not all be equal'),
})

/** `config.json`: what a model predicts and how its raw outputs become three class probabilities. */
export const releaseConfigSchema = z.strictObject({
  ...marketPurposeShape,
  interpretation: z.discriminatedUnion('type', [classProbabilitiesSchema, logRangeSchema]),
})

export type ReleaseConfig = z.infer<typeof releaseConfigSchema>
export type Interpretation = ReleaseConfig['interpretation']

/** @throws {@link ReleaseConfigInvalidError} when the bytes are no configuration of this shape. */
export function parseReleaseConfig(bytes: Uint8Array): ReleaseConfig {
  try {
    return releaseConfigSchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')))
  } catch (cause) {
    const reason = cause instanceof z.ZodError ? z.prettifyError(cause) : 'it is not JSON'
    throw new ReleaseConfigInvalidError(reason, { cause })
  }
}

export class ReleaseConfigInvalidError extends Error {
  override readonly name = 'ReleaseConfigInvalidError'
  readonly code = 'release.config-invalid'
  readonly reason: string

  constructor(reason: string, options?: ErrorOptions) {
    super(`config.json cannot be used: ${reason}; correct it beside the model and package again`, options)
    this.reason = reason
  }
}
