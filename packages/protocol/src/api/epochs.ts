import { z } from 'zod'
import { addressSchema, bytes32Schema, nodeIdSchema } from '../ids.ts'
import { TIERS } from '../tier.ts'

/** An amount in wei as a decimal string. */
const weiSchema = z.string().regex(/^(0|[1-9][0-9]*)$/)

/** One factor of a reward: its value in basis points and where it came from. */
export const rewardFactorSchema = z.object({
  bps: z.number().int(),
  source: z.enum(['measured', 'policy', 'default', 'not-checked']),
  note: z.string(),
})

/** How one node's reward of one epoch came about: every input, so that anyone can recompute it. */
export const statementSchema = z.object({
  nodeId: nodeIdSchema,
  operator: addressSchema,
  tier: z.enum(TIERS),
  assignedRounds: z.number().int(),
  onTimePredictions: z.number().int(),
  baseWei: weiSchema,
  factors: z.record(z.string(), rewardFactorSchema),
  rawWei: weiSchema,
  amountWei: weiSchema,
})
export type StatementView = z.infer<typeof statementSchema>

export const epochSchema = z.object({
  epoch: z.number().int(),
  /** Market milliseconds; `to` is exclusive. */
  from: z.number().int(),
  to: z.number().int(),
  rounds: z.number().int(),
  poolWei: weiSchema,
  totalWei: weiSchema,
  rolloverWei: weiSchema,
  /** Null when nobody earned anything. */
  root: bytes32Schema.nullable(),
  statements: z.array(statementSchema),
})
export type EpochView = z.infer<typeof epochSchema>

/** As many as SQL's integer counts. */
export const epochQuerySchema = z.object({ epoch: z.coerce.number().int().min(0).max(2_147_483_647) })
export const epochListSchema = z.object({ epochs: z.array(epochSchema.omit({ statements: true })) })
