import { z } from 'zod'
import { addressSchema, apiKeySchema, bytes32Schema, nodeIdSchema, signatureSchema } from '../ids.ts'
import { TIERS } from '../tier.ts'

/** The one-time token of a claim link, from the URL's fragment: 64 hex digits. */
const claimTokenSchema = z.string().regex(/^[0-9a-f]{64}$/, 'expected the 64 hex digits of the claim link')

export const previewClaimBodySchema = z.object({ claimToken: claimTokenSchema })

/** What the operator's wallet is about to sign for. */
export const claimPreviewSchema = z.object({
  claimId: bytes32Schema,
  origin: z.string(),
  wallet: addressSchema,
  nodeId: nodeIdSchema,
  tier: z.enum(TIERS),
  networkId: bytes32Schema,
  chainId: z.number().int(),
  expiresAt: z.number().int(),
})
export type ClaimPreview = z.infer<typeof claimPreviewSchema>

export const claimBodySchema = z.object({
  claimToken: claimTokenSchema,
  /** The node's hot key, or the zero address when it is made later. */
  nodeKey: addressSchema,
  /** The wallet's signature over `Claim`. */
  signature: signatureSchema,
})

/** Everything a node needs to start: shown once. `rootJson` is the channel's first root as text, byte for byte. */
export const bundleSchema = z.object({
  nodeId: nodeIdSchema,
  tier: z.enum(TIERS),
  operator: addressSchema,
  apiKey: apiKeySchema,
  apiSecret: z.string().regex(/^[0-9a-f]{64}$/),
  controlPlaneUrl: z.string(),
  networkId: bytes32Schema,
  chainId: z.number().int(),
  rootJson: z.string().max(256 * 1024),
})
export type Bundle = z.infer<typeof bundleSchema>
