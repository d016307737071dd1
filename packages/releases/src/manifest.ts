import {
  type CanonicalValue,
  canonicalJson,
  digestSchema,
  intervalSchema,
  KINDS,
  symbolSchema,
  TIERS,
} from '@noderr/protocol'
import semver from 'semver'
import { z } from 'zod'
import { RELEASE_FILE_NAMES, type ReleaseFileName } from './release-files.ts'

/** Lower-case letters, digits and dashes: `btc-1h-range`. */
export const modelIdSchema = z
  .string()
  .max(64)
  .regex(/^[a-z0-9-]+$/, 'expected lower-case letters, digits and dashes')

/** An exact semantic version without build metadata, which ordering would ignore. */
export const versionSchema = z
  .string()
  .max(64)
  .refine((text) => semver.valid(text) === text, 'expected a semantic version such as 1.4.0')

const tiersSchema = z
  .array(z.enum(TIERS))
  .min(1)
  .refine((tiers) => new Set(tiers).size === tiers.length, 'each tier may stand once')

/**
 * One tensor of the model's signature. A number in `shape` is a fixed dimension, a name is one that the caller
 * chooses: `['N', 22]` is any number of rows of 22 features.
 */
export const tensorSpecSchema = z.strictObject({
  name: z.string().min(1).max(128),
  type: z.literal('float32'),
  shape: z
    .array(z.union([z.int().positive(), z.string().min(1).max(128)]))
    .min(1)
    .max(8),
})
export type TensorSpec = z.infer<typeof tensorSpecSchema>

/** What a model is for; config and manifest of a release both say it, and must say the same. */
export const marketPurposeShape = {
  kind: z.enum(KINDS),
  symbol: symbolSchema,
  interval: intervalSchema,
  horizonMs: z.int().positive(),
  tiers: tiersSchema,
}

const metricSchema: z.ZodType<CanonicalValue> = z.union([
  z.int(),
  z.string().max(4096),
  z.boolean(),
  z.null(),
  z.array(z.lazy(() => metricSchema)).max(4096),
  z.record(
    z.string().max(128),
    z.lazy(() => metricSchema),
  ),
])

const manifestFileSchema = z.strictObject({
  path: z.enum(RELEASE_FILE_NAMES as [ReleaseFileName, ...ReleaseFileName[]]).exclude(['manifest.json']),
  length: z.int().positive(),
  digest: digestSchema,
})

/** The table of contents of a release: what it is, what it was trained on, and the digest of every file beside it. */
export const manifestSchema = z.strictObject({
  schemaVersion: z.literal(1),
  id: modelIdSchema,
  version: versionSchema,
  /** Grows with every release of a model, so that order needs no clock and no version comparison. */
  sequence: z.int().positive(),
  /** The version that this one takes the place of. */
  replaces: versionSchema.exactOptional(),
  ...marketPurposeShape,
  /** Of several models of one kind, the one whose predictions are signed; the others run as shadows. */
  primary: z.boolean(),
  /** `exact`: one wasm thread, the same bits on every machine. `native` will be a second value here. */
  profile: z.literal('exact'),
  inputs: z.array(tensorSpecSchema).length(1),
  outputs: z.array(tensorSpecSchema).min(1).max(8),
  featureSchema: z.strictObject({
    name: z.string().min(1).max(128),
    version: z.string().min(1).max(64),
    digest: digestSchema,
  }),
  opsets: z
    .array(z.strictObject({ domain: z.string().max(128), version: z.int().positive() }))
    .min(1)
    .max(32),
  /** Numbers that the model learned: elements of its weights and of its trees' float attributes. */
  parameterCount: z.int().nonnegative(),
  metrics: z.record(z.string().max(128), metricSchema),
  /** SPDX expression. */
  licence: z.string().min(1).max(128),
  /** When the source of the model was made, given by its author; never the time of packaging. */
  createdAt: z.iso.datetime(),
  files: z.array(manifestFileSchema).min(1).max(32),
})

export type Manifest = z.infer<typeof manifestSchema>

/**
 * Reads a manifest and insists on the canonical bytes of what it says, so that one manifest has one digest.
 *
 * @throws {@link ManifestInvalidError} for anything else.
 */
export function parseManifest(bytes: Uint8Array): Manifest {
  const text = Buffer.from(bytes).toString('utf8')
  const manifest = manifestSchema.safeParse(parseJson(text))
  if (!manifest.success) throw new ManifestInvalidError(z.prettifyError(manifest.error))
  if (!Buffer.from(canonicalJson(manifest.data)).equals(bytes))
    throw new ManifestInvalidError('it is not canonical JSON')
  return manifest.data
}

/**
 * The canonical bytes of a manifest.
 *
 * @throws {@link ManifestInvalidError} when it breaks the schema.
 */
export function encodeManifest(manifest: Manifest): Uint8Array {
  const parsed = manifestSchema.safeParse(manifest)
  if (!parsed.success) throw new ManifestInvalidError(z.prettifyError(parsed.error))
  return Buffer.from(canonicalJson(parsed.data))
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new ManifestInvalidError('it is not JSON', { cause })
  }
}

export class ManifestInvalidError extends Error {
  override readonly name = 'ManifestInvalidError'
  readonly code = 'release.manifest-invalid'
  readonly reason: string

  constructor(reason: string, options?: ErrorOptions) {
    super(`manifest.json cannot be used: ${reason}; package the model again`, options)
    this.reason = reason
  }
}
