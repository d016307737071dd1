import { z } from 'zod'
import { addressSchema, apiKeySchema, bytes32Schema, nodeIdSchema, signatureSchema } from '../ids.ts'
import {
  credentialRotationSchema,
  delegationRevocationSchema,
  WALLET_CHANGE_ANSWERS,
} from '../operator-structs.ts'
import { TIERS } from '../tier.ts'

const rootSchema = z.string().max(256 * 1024)

/** The one-time token of a claim link, from the URL's fragment: 64 hex digits. */
const claimTokenSchema = z.string().regex(/^[0-9a-f]{64}$/, 'expected the 64 hex digits of the claim link')

export const previewClaimBodySchema = z.object({ claimToken: claimTokenSchema })

/** What the operator's wallet is about to sign for, or what it has taken when `claimedAt` is set; never the secret. */
export const claimPreviewSchema = z.object({
  claimId: bytes32Schema,
  origin: z.string(),
  wallet: addressSchema,
  nodeId: nodeIdSchema,
  tier: z.enum(TIERS),
  networkId: bytes32Schema,
  chainId: z.number().int(),
  /** When the link ends, wall milliseconds. */
  expiresAt: z.number().int(),
  /** When the credential was claimed, by this link or another; null while it can be. */
  claimedAt: z.number().int().nullable(),
})
export type ClaimPreview = z.infer<typeof claimPreviewSchema>

export const claimBodySchema = z.object({
  claimToken: claimTokenSchema,
  /** The node's hot key, or the zero address when it is made later. */
  nodeKey: addressSchema,
  /** The wallet's signature over `Claim`. */
  signature: signatureSchema,
})

/**
 * Everything a node needs to start: shown once. `rootJson` is the channel's first root as text, byte for byte;
 * `laterRoots` are those that followed it, in order.
 */
export const bundleSchema = z.object({
  nodeId: nodeIdSchema,
  tier: z.enum(TIERS),
  operator: addressSchema,
  apiKey: apiKeySchema,
  apiSecret: z.string().regex(/^[0-9a-f]{64}$/),
  controlPlaneUrl: z.string(),
  networkId: bytes32Schema,
  chainId: z.number().int(),
  rootJson: rootSchema,
  laterRoots: z.array(rootSchema).max(31).default([]),
})
export type Bundle = z.infer<typeof bundleSchema>

/** A bundle whose secret the operator has already, or will have: what support may hand out. */
export const openBundleSchema = bundleSchema.omit({ apiSecret: true })
export type OpenBundle = z.infer<typeof openBundleSchema>

/** A new secret for a credential, asked for by the operator's wallet. */
export const rotateSecretBodySchema = z.object({
  rotation: credentialRotationSchema,
  signature: signatureSchema,
})

export const revokeKeyBodySchema = z.object({
  revocation: delegationRevocationSchema,
  signature: signatureSchema,
})
export const keyRevokedSchema = z.object({
  nodeId: nodeIdSchema,
  keyId: addressSchema,
  revokedAt: z.number().int(),
})

export const walletChangeQuerySchema = z.object({ changeId: bytes32Schema })

/** Where the change of an operator's wallet stands; times in wall milliseconds, null for what has not happened. */
export const walletChangeViewSchema = z.object({
  changeId: bytes32Schema,
  origin: z.string(),
  formerWallet: addressSchema,
  newWallet: addressSchema,
  networkId: bytes32Schema,
  chainId: z.number().int(),
  acceptedAt: z.number().int().nullable(),
  confirmedAt: z.number().int().nullable(),
  effectiveAt: z.number().int().nullable(),
  cancelledAt: z.number().int().nullable(),
  appliedAt: z.number().int().nullable(),
})
export type WalletChangeView = z.infer<typeof walletChangeViewSchema>

export const answerWalletChangeBodySchema = z.object({
  changeId: bytes32Schema,
  answer: z.enum(WALLET_CHANGE_ANSWERS),
  signature: signatureSchema,
})
