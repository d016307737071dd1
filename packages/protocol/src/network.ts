import { z } from 'zod'
import { intervalSchema, symbolSchema } from './candle.ts'
import { addressSchema, bytes32Schema } from './ids.ts'
import { KINDS } from './kind.ts'
import { marketClockSchema } from './market-clock.ts'
import { LANES } from './round.ts'

/** Which rounds a network opens at the close of each candle; all times in market milliseconds. */
export const roundParametersSchema = z.object({
  symbol: symbolSchema,
  interval: intervalSchema,
  horizonMs: z.number().int().positive(),
  kinds: z.array(z.enum(KINDS)).min(1),
  lane: z.enum(LANES),
  /** How long after the close a prediction counts as on time. */
  deadlineMs: z.number().int().positive(),
})
export type RoundParameters = z.infer<typeof roundParametersSchema>

/**
 * What tells one network from another. It is a signed target of the release channel (`network.json`), so that a
 * control plane cannot swap the receipt key under its nodes.
 */
export const networkSchema = z.object({
  networkId: bytes32Schema,
  chainId: z.number().int().positive(),
  receiptKey: addressSchema,
  rounds: z.array(roundParametersSchema).min(1),
})
export type Network = z.infer<typeof networkSchema>

/** The answer of `GET /api/network`: public, what a node, a publisher and a page need before they can say anything. */
export const networkInfoSchema = networkSchema.extend({
  clock: marketClockSchema,
  /** The public key of the timestamp role, as TUF writes a key. */
  timestampKey: z.object({
    keytype: z.string(),
    scheme: z.string(),
    keyval: z.object({ public: z.string() }),
  }),
  roundsPerEpoch: z.number().int().positive(),
  softwareVersion: z.string(),
})
export type NetworkInfo = z.infer<typeof networkInfoSchema>
