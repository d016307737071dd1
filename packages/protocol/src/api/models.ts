import { z } from 'zod'
import { digestSchema } from '../ids.ts'
import { TIERS } from '../tier.ts'

/** A row of the catalogue: a hint where to look, never a reason to trust. Nodes trust the release channel alone. */
export const catalogueEntrySchema = z.object({
  modelId: z.string(),
  version: z.string(),
  tier: z.enum(TIERS),
  url: z.string(),
  checksum: digestSchema,
  deployedAt: z.number().int(),
  active: z.boolean(),
})
export type CatalogueEntry = z.infer<typeof catalogueEntrySchema>

export const latestModelQuerySchema = z.object({
  modelId: z.string().regex(/^[a-z0-9-]{1,128}$/),
  tier: z.enum(TIERS),
})

/** One message of the stream `GET /api/models/stream`: event `release`, its `data` this as JSON. */
export const releaseEventSchema = z.object({
  modelId: z.string(),
  version: z.string(),
  tier: z.enum(TIERS),
  checksum: digestSchema,
})
export type ReleaseEvent = z.infer<typeof releaseEventSchema>

/** The answer after the channel was verified, its timestamp signed and the catalogue brought up to it. */
export const channelPublishedSchema = z.object({
  snapshotVersion: z.number().int(),
  releases: z.array(catalogueEntrySchema),
})
