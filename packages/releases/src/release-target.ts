import type { Tier } from '@noderr/protocol'
import { TargetFile, type Targets } from '@tufjs/models'
import type { ExpectedArtifact } from './artifact-download.ts'
import {
  artifactKey,
  type ReleaseStatement,
  releaseStatementSchema,
  releaseTargetPath,
} from './channel-layout.ts'
import { digestHex } from './digest.ts'
import type { Manifest } from './manifest.ts'

/** A package that is ready to be signed: its manifest, and length and digest of its archive. */
export interface ReleaseCandidate {
  readonly manifest: Manifest
  readonly artifact: ExpectedArtifact
}

/** A version of a model that is to run wherever the model is published. */
export interface CurrentVersion {
  readonly modelId: string
  readonly version: string
}

const EVERYONE_AT_ONCE = [{ offset: 0, percent: 100, notBeforeMs: 0, soakMs: 0 }]

/**
 * Adds a release to a tier's targets, as the one to run, with the one before it to fall back to. The same archive
 * again changes nothing; that it is the same was {@link requireVersionFree}'s to see.
 *
 * @returns Whether anything changed.
 * @throws {@link SequenceNotNewError} when a newer release of the model is out.
 */
export function addReleaseTarget(
  targets: Targets,
  tier: Tier,
  { manifest, artifact }: ReleaseCandidate,
): boolean {
  const { id: modelId, version, sequence } = manifest
  const path = releaseTargetPath({ tier, modelId, version })
  if (Object.hasOwn(targets.targets, path)) return false
  const newestFile = newestTarget(targets, modelId)
  const newest = newestFile && statementOf(newestFile)
  if (newest && newest.sequence >= sequence) throw new SequenceNotNewError(modelId, sequence, newest.sequence)
  const statement: ReleaseStatement = {
    modelId,
    version,
    sequence,
    objectKey: artifactKey(modelId, version),
    current: version,
    ...(newest && { fallback: newest.current }),
    minSequence: newest?.minSequence ?? sequence,
    stages: EVERYONE_AT_ONCE,
  }
  const hashes = { sha256: digestHex(artifact.digest) }
  targets.addTarget(withStatement({ path, length: artifact.length, hashes }, statement))
  return true
}

/**
 * Names another published version of a model as the one to run, with the present one to fall back to: a roll-back, or
 * the way forward again. The model's newest statement says it, since that one governs.
 *
 * @returns Whether anything changed; false in a tier that has no release of the model, or runs the version already.
 * @throws {@link VersionNotPublishedError} when the tier has the model but not this version, or withdrew it.
 */
export function setCurrentVersion(targets: Targets, { modelId, version }: CurrentVersion): boolean {
  const newest = newestTarget(targets, modelId)
  if (!newest) return false
  const statement = statementOf(newest)
  if (statement.current === version) return false
  const chosen = statementsOf(targets, modelId).find((candidate) => candidate.version === version)
  if (!chosen || chosen.sequence < statement.minSequence) throw new VersionNotPublishedError(modelId, version)
  const change = { ...statement, current: version, fallback: statement.current }
  targets.addTarget(withStatement(newest, change))
  return true
}

function withStatement(
  { path, length, hashes }: Pick<TargetFile, 'path' | 'length' | 'hashes'>,
  statement: ReleaseStatement,
): TargetFile {
  return new TargetFile({ path, length, hashes, unrecognizedFields: { custom: statement as never } })
}

/**
 * Insists that no release shares its version with other bytes, in whatever tier: one object key holds one archive.
 *
 * @throws {@link VersionTakenError}.
 */
export function requireVersionFree(targets: Targets, releases: readonly ReleaseCandidate[]): void {
  for (const { manifest, artifact } of releases) {
    const key = artifactKey(manifest.id, manifest.version)
    for (const target of Object.values(targets.targets))
      if (statementOf(target).objectKey === key && target.hashes.sha256 !== digestHex(artifact.digest))
        throw new VersionTakenError(manifest.id, manifest.version)
  }
}

function statementOf(target: TargetFile): ReleaseStatement {
  return releaseStatementSchema.parse(target.custom)
}

function statementsOf(targets: Targets, modelId: string): ReleaseStatement[] {
  return Object.values(targets.targets)
    .map(statementOf)
    .filter((statement) => statement.modelId === modelId)
}

function newestTarget(targets: Targets, modelId: string): TargetFile | undefined {
  return Object.values(targets.targets)
    .filter((target) => statementOf(target).modelId === modelId)
    .sort((a, b) => statementOf(b).sequence - statementOf(a).sequence)[0]
}

/** A version is published once; other bytes need another version. */
export class VersionTakenError extends Error {
  override readonly name = 'VersionTakenError'
  readonly code = 'channel.version-taken'
  readonly modelId: string
  readonly version: string

  constructor(modelId: string, version: string) {
    super(`${modelId} ${version} is published with other bytes; give the package a new version and sequence`)
    this.modelId = modelId
    this.version = version
  }
}

export class SequenceNotNewError extends Error {
  override readonly name = 'SequenceNotNewError'
  readonly code = 'channel.sequence-not-new'
  readonly modelId: string
  readonly sequence: number
  readonly published: number

  constructor(modelId: string, sequence: number, published: number) {
    super(
      `${modelId} is published up to sequence ${published}; ${sequence} is not above it, package it with a higher one`,
    )
    this.modelId = modelId
    this.sequence = sequence
    this.published = published
  }
}

export class VersionNotPublishedError extends Error {
  override readonly name = 'VersionNotPublishedError'
  readonly code = 'channel.version-not-published'
  readonly modelId: string
  readonly version: string

  constructor(modelId: string, version: string) {
    super(
      `${modelId} ${version} is not published in every tier of the model, or was withdrawn; choose another version`,
    )
    this.modelId = modelId
    this.version = version
  }
}
