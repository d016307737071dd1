import { addressSchema, TIERS } from '@noderr/protocol'
import { z } from 'zod'

const text = (longest: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .refine((words) => !words.includes('\u0000'), 'holds a character that PostgreSQL cannot keep')

/** Each answer as an admin may type it; every form has its own way to read what strangers sent. */
export const ANSWER_SCHEMAS = {
  email: z.email().toLowerCase().max(254),
  name: text(200),
  wallet: addressSchema,
  tier: z.enum(TIERS),
  operatingSystem: text(200),
  rpcEndpoint: z.url({ protocol: /^https$/ }).max(500),
  experience: text(10_000),
  infrastructure: text(10_000),
  motivation: text(10_000),
  stakeAmount: text(200),
} as const

/** The number of an application. */
export const applicationIdSchema = z.number().int().min(1).max(2_147_483_647)

/** What the reviewer looked at. */
export const seenSchema = z.object({
  digest: z.string().max(71).optional(),
  version: z.number().int().positive().optional(),
})

/** Words that somebody has to say. */
export const wordsSchema = text(2_000)

/** The same where somebody may have much to say. */
export const longWordsSchema = text(10_000)
