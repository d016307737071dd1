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
  const newest = newestStatement(targets, modelId)
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
  targets.addTarget(
    new TargetFile({
      path,
      length: artifact.length,
      hashes,
      unrecognizedFields: { custom: statement as never },
    }),
  )
  return true
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

function newestStatement(targets: Targets, modelId: string): ReleaseStatement | undefined {
  return Object.values(targets.targets)
    .map(statementOf)
    .filter((statement) => statement.modelId === modelId)
    .sort((a, b) => b.sequence - a.sequence)[0]
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
