import { z } from 'zod'
import { bytes32Schema, roundIdSchema } from '../ids.ts'
import { signedReceiptSchema } from '../receipt.ts'
import { signedRoundManifestSchema } from '../round.ts'

/**
 * What became of one prediction of a batch.
 *
 * `accepted` = on time; `late` = kept, receipted and unscored; `duplicate` = the same digest was taken before, the
 * receipt is the old one; `equivocation` = another digest for a round already taken: kept as evidence, refused;
 * `refused` = not kept, `code` says why.
 */
export const PREDICTION_STATUSES = ['accepted', 'late', 'duplicate', 'equivocation', 'refused'] as const
export type PredictionStatus = (typeof PREDICTION_STATUSES)[number]

export const submitAnswerSchema = z.object({
  receipt: signedReceiptSchema.nullable(),
  results: z.array(
    z.object({
      leaf: bytes32Schema,
      roundId: roundIdSchema,
      status: z.enum(PREDICTION_STATUSES),
      code: z.string().optional(),
    }),
  ),
})
export type SubmitAnswer = z.infer<typeof submitAnswerSchema>

/** `after` = market ms; manifests of rounds that open after it, soonest first, at most 200. */
export const roundsQuerySchema = z.object({ after: z.coerce.number().int().nonnegative() })
export const roundsAnswerSchema = z.object({ rounds: z.array(signedRoundManifestSchema) })
