import { TIERS, type Tier } from '@noderr/protocol'
import { z } from 'zod'
import { modelIdSchema, versionSchema } from './manifest.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** How long each role's signature lives (PROTOCOL §2). A stolen control plane can freeze a node for `snapshot`. */
export const ROLE_LIFETIME_MS = {
  root: 365 * DAY_MS,
  targets: 365 * DAY_MS,
  tier: 14 * DAY_MS,
  snapshot: 7 * DAY_MS,
  timestamp: HOUR_MS,
} as const

/** The target of the top-level role that describes the network; its bytes are protocol's `networkSchema`. */
export const NETWORK_TARGET = 'network.json'

/** The delegated role that signs a tier's releases. */
export function tierRole(tier: Tier): string {
  return `tier-${tier}`
}

/** The only target paths that a tier's role may sign. */
export function tierPathPattern(tier: Tier): string {
  return `${tier}/*/*/model.tar.gz`
}

export interface ReleaseTarget {
  readonly tier: Tier
  readonly modelId: string
  readonly version: string
}

/** `oracle/btc-1h-direction/1.0.0/model.tar.gz`: one path per tier, so that no path belongs to two roles. */
export function releaseTargetPath({ tier, modelId, version }: ReleaseTarget): string {
  return `${tier}/${modelId}/${version}/model.tar.gz`
}

const targetPathSchema = z.tuple([z.enum(TIERS), modelIdSchema, versionSchema, z.literal('model.tar.gz')])

/** The inverse of {@link releaseTargetPath}; undefined for any other path. */
export function parseReleaseTargetPath(path: string): ReleaseTarget | undefined {
  const parts = targetPathSchema.safeParse(path.split('/'))
  if (!parts.success) return undefined
  const [tier, modelId, version] = parts.data
  return { tier, modelId, version }
}

/** Where the bytes of a release lie in the store, once for all its tiers. */
export function artifactKey(modelId: string, version: string): string {
  return `models/${modelId}/${version}/model.tar.gz`
}

/** Where a metadata file lies in the store. */
export function metadataKey(fileName: string): string {
  return `${METADATA_PREFIX}${fileName}`
}

export const METADATA_PREFIX = 'metadata/'

/** The file that holds the network's description, named by its digest as TUF's consistent snapshots are. */
export function networkFileName(sha256Hex: string): string {
  return `${sha256Hex}.${NETWORK_TARGET}`
}

const stageSchema = z.object({
  /** Cohort of a node = (keccak256(utf8(nodeId)) + offset) % 100; the stage reaches cohorts below `percent`. */
  offset: z.int().min(0).max(99),
  percent: z.int().min(1).max(100),
  /** Epoch milliseconds before which the stage must not begin. */
  notBeforeMs: z.int().nonnegative(),
  /** How long the stage must last before the next one. */
  soakMs: z.int().nonnegative(),
})

/**
 * What publishers sign about a release beside its length and digest: the `custom` field of its target. Integers and
 * strings only. Of several releases of a model the statement with the highest `sequence` governs all of them.
 */
export const releaseStatementSchema = z.object({
  modelId: modelIdSchema,
  version: versionSchema,
  sequence: z.int().positive(),
  objectKey: z.string().max(256),
  /** The version that nodes of this tier should run. */
  current: versionSchema,
  /** The version that the control plane may switch back to. */
  fallback: versionSchema.exactOptional(),
  /** A release with a lower sequence must not run any more. */
  minSequence: z.int().positive(),
  stages: z.array(stageSchema).min(1).max(16),
})

export type ReleaseStatement = z.infer<typeof releaseStatementSchema>
