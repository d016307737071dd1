import { z } from 'zod'
import { bytes32Schema, nodeIdSchema } from '../ids.ts'

/**
 * One inference as the node measured it. Fields are spelled as the columns of `node_telemetry`.
 *
 * `timestamp` is wall milliseconds; `latency` is milliseconds from candle to durable signed prediction, fractions
 * allowed; `prediction` is free JSON up to 4 KiB without probabilities (they are sealed until the round settles).
 */
export const telemetryRowSchema = z.object({
  sequence: z.number().int().nonnegative(),
  timestamp: z.number().int().nonnegative(),
  input_hash: bytes32Schema.nullable(),
  prediction: z.record(z.string().max(64), z.union([z.string().max(256), z.number(), z.boolean(), z.null()])),
  latency: z.number().nonnegative().max(3_600_000),
  model_version: z.string().max(128).nullable(),
})
export type TelemetryRow = z.infer<typeof telemetryRowSchema>

/** Rows are parsed one by one, so that a bad one does not take the others with it. */
export const telemetryBodySchema = z.object({
  node_id: nodeIdSchema,
  rows: z.array(z.unknown()).min(1).max(1_000),
})

/** Each row that was sent, by its place in the request; `duplicate` rows were stored before and count as delivered. */
export const telemetryAnswerSchema = z.object({
  results: z.array(
    z.object({
      index: z.number().int(),
      sequence: z.number().int().nullable(),
      status: z.enum(['stored', 'duplicate', 'refused']),
      reason: z.string().optional(),
    }),
  ),
})
export type TelemetryAnswer = z.infer<typeof telemetryAnswerSchema>
