import { z } from 'zod'
import { delegationSchema, enrolmentSchema, nodeSessionSchema } from '../enrolment.ts'
import { addressSchema, bytes32Schema, digestSchema, nodeIdSchema, signatureSchema } from '../ids.ts'
import { networkInfoSchema } from '../network.ts'
import { uint64Schema } from '../prediction.ts'
import { TIERS } from '../tier.ts'

export const enrolBodySchema = z.object({
  delegation: delegationSchema,
  delegationSignature: signatureSchema,
  enrolment: enrolmentSchema,
  enrolmentSignature: signatureSchema,
})
export type EnrolBody = z.infer<typeof enrolBodySchema>

export const enrolledSchema = z.object({
  nodeId: nodeIdSchema,
  keyId: addressSchema,
  enrolledAt: z.number().int(),
})

export const openSessionBodySchema = z.object({
  session: nodeSessionSchema,
  signature: signatureSchema,
  /** Made once per installation; a lease moves to another epoch when another installation opens a session. */
  instance: bytes32Schema,
})

/**
 * `leaseEpoch` goes into every signed batch. The high-water marks are the greatest sequence and candle close that the
 * control plane has taken from this node: a restored machine image must not sign at or below them what it does not
 * remember.
 */
export const sessionGrantSchema = z.object({
  token: z.string(),
  expiresAt: z.number().int(),
  leaseEpoch: uint64Schema,
  highWaterSequence: uint64Schema,
  highWaterCloseTime: z.number().int(),
})
export type SessionGrant = z.infer<typeof sessionGrantSchema>

/** A word of a node about itself: printable ASCII, which every database and log can hold. */
const wordSchema = (longest: number) =>
  z
    .string()
    .max(longest)
    .regex(/^[ -~]*$/, 'expected printable ASCII')

export const heartbeatBodySchema = z.object({
  softwareVersion: wordSchema(64),
  releases: z
    .array(
      z.object({
        modelId: wordSchema(128),
        version: wordSchema(64),
        digest: digestSchema,
        state: wordSchema(32),
      }),
    )
    .max(32),
  outboxDepth: z.number().int().nonnegative(),
  /** Close time of the newest candle that the node has seen, market ms; 0 before the first. */
  feedCloseTime: z.number().int().nonnegative(),
  /** Wall milliseconds since the process started. */
  uptimeMs: z.number().int().nonnegative(),
})
export type Heartbeat = z.infer<typeof heartbeatBodySchema>

export const heartbeatAnswerSchema = z.object({ wallTime: z.number().int(), marketTime: z.number().int() })

/** The answer of `GET /api/nodes/config`. */
export const nodeConfigSchema = networkInfoSchema.extend({
  nodeId: nodeIdSchema,
  tier: z.enum(TIERS),
  enrolled: z.boolean(),
  heartbeatIntervalMs: z.number().int().positive(),
})
export type NodeConfig = z.infer<typeof nodeConfigSchema>
