import { createReadStream } from 'node:fs'
import { type FeatureSchema, parseFeatureSchema } from '@noderr/features'
import { readReleaseArchive } from './archive-reader.ts'
import { digestOf } from './digest.ts'
import { type GoldenRows, parseGoldenRows } from './golden-rows.ts'
import { type Manifest, parseManifest } from './manifest.ts'
import { parseReleaseConfig, type ReleaseConfig } from './release-config.ts'
import { REQUIRED_RELEASE_FILES, type ReleaseFileName, type ReleaseFiles } from './release-files.ts'

/** An opened release: every file has the length and digest of the manifest, and every document parsed. */
export interface Release {
  readonly manifest: Manifest
  readonly config: ReleaseConfig
  readonly golden: GoldenRows
  readonly featureSchema: FeatureSchema
  /** The bytes of `model.onnx`. */
  readonly model: Uint8Array
}

/**
 * Verifies a release's files against its manifest and parses them. Says nothing about who published it: that is the
 * release channel's word about the archive's digest.
 *
 * @throws {@link ReleaseFileMissingError}, {@link ReleaseFileMismatchError}, {@link ReleaseContradictionError} and
 * what the parsers of the single documents throw.
 */
export function openRelease(files: ReleaseFiles): Release {
  const manifest = parseManifest(fileOf(files, 'manifest.json'))
  for (const listed of manifest.files) {
    const bytes = fileOf(files, listed.path)
    if (bytes.length !== listed.length || digestOf(bytes) !== listed.digest)
      throw new ReleaseFileMismatchError(listed.path)
  }
  const listed = new Set<ReleaseFileName>(manifest.files.map((file) => file.path)).add('manifest.json')
  for (const name of [...REQUIRED_RELEASE_FILES, ...files.keys()])
    if (!listed.has(name)) throw new ReleaseContradictionError(`the manifest does not list ${name}`)
  const config = parseReleaseConfig(fileOf(files, 'config.json'))
  const featureSchema = parseFeatureSchema(Buffer.from(fileOf(files, 'features.json')).toString('utf8'))
  requireSamePurpose(manifest, config)
  requireSameFeatures(manifest, featureSchema)
  return {
    manifest,
    config,
    golden: parseGoldenRows(fileOf(files, 'golden.json')),
    featureSchema,
    model: fileOf(files, 'model.onnx'),
  }
}

/** Reads and opens a release archive on disk; see {@link readReleaseArchive} and {@link openRelease}. */
export async function openReleaseArchive(path: string): Promise<Release> {
  return openRelease(await readReleaseArchive(createReadStream(path)))
}

function requireSamePurpose(manifest: Manifest, config: ReleaseConfig): void {
  for (const field of ['kind', 'symbol', 'interval', 'horizonMs'] as const)
    if (manifest[field] !== config[field])
      throw new ReleaseContradictionError(`manifest and config name different values for ${field}`)
  if (manifest.tiers.join() !== config.tiers.join())
    throw new ReleaseContradictionError('manifest and config name different tiers')
  if (!manifest.outputs.some((output) => output.name === config.interpretation.output))
    throw new ReleaseContradictionError(`the model has no output "${config.interpretation.output}"`)
}

function requireSameFeatures(
  { featureSchema: named, inputs, interval }: Manifest,
  schema: FeatureSchema,
): void {
  if (named.name !== schema.name || named.version !== schema.version || named.digest !== schema.digest)
    throw new ReleaseContradictionError('features.json is another schema than the manifest names')
  if (schema.interval !== interval)
    throw new ReleaseContradictionError(`features are of ${schema.interval} and the model of ${interval}`)
  const width = inputs[0]?.shape.at(-1)
  if (width !== schema.features.length)
    throw new ReleaseContradictionError(
      `the model takes ${width} numbers and there are ${schema.features.length} features`,
    )
}

function fileOf(files: ReleaseFiles, name: ReleaseFileName): Uint8Array {
  const bytes = files.get(name)
  if (!bytes) throw new ReleaseFileMissingError(name)
  return bytes
}

export class ReleaseFileMissingError extends Error {
  override readonly name = 'ReleaseFileMissingError'
  readonly code = 'release.file-missing'
  readonly path: string

  constructor(path: string) {
    super(`the release has no ${path}; package the model again`)
    this.path = path
  }
}

export class ReleaseFileMismatchError extends Error {
  override readonly name = 'ReleaseFileMismatchError'
  readonly code = 'release.file-mismatch'
  readonly path: string

  constructor(path: string) {
    super(`${path} is not the file that the manifest lists: its length or its sha256 differs`)
    this.path = path
  }
}

export class ReleaseContradictionError extends Error {
  override readonly name = 'ReleaseContradictionError'
  readonly code = 'release.contradiction'
  readonly contradiction: string

  constructor(contradiction: string) {
    super(`the release contradicts itself: ${contradiction}; package the model again`)
    this.contradiction = contradiction
  }
}
