import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { InferenceEngine } from '@noderr/inference'
import { type Digest, PATHS, type Tier } from '@noderr/protocol'
import { digestHex, downloadArtifact, openRelease, type Release, readReleaseArchive } from '@noderr/releases'
import { ActiveRelease } from './active-release.ts'

/** What signed metadata says about the release to load. */
export interface WantedRelease {
  readonly modelId: string
  readonly version: string
  readonly objectKey: string
  readonly length: number
  readonly digest: Digest
}

export interface ModelLoaderOptions {
  /** Where archives are kept, by digest. */
  readonly directory: string
  readonly origin: string
  readonly fetch: typeof globalThis.fetch
  readonly tier: Tier
}

/** Archives that nothing runs any more but that a roll-back may want again. */
const KEPT_ARCHIVES = 10

/** Brings a signed release to where it can be asked: downloaded, verified, loaded in its own worker, proven. */
export class ModelLoader {
  readonly #options: ModelLoaderOptions

  constructor(options: ModelLoaderOptions) {
    this.#options = options
  }

  /**
   * Loads a release. Its archive is downloaded unless it is here already; the bytes are held against the signed digest
   * either way.
   *
   * @throws what {@link downloadArtifact}, {@link openRelease} and {@link InferenceEngine.load} throw, and
   * {@link OtherReleaseError}.
   */
  async load(wanted: WantedRelease, signal: AbortSignal): Promise<ActiveRelease> {
    const path = join(this.#options.directory, `${digestHex(wanted.digest)}.tar.gz`)
    if (!(await holds(path, wanted))) {
      const { origin, fetch } = this.#options
      await downloadArtifact(origin + PATHS.artifacts + wanted.objectKey, wanted, path, fetch, signal)
    }
    const release = openRelease(await readReleaseArchive(createReadStream(path)))
    this.#requireWanted(release, wanted)
    return new ActiveRelease(release, wanted.digest, await InferenceEngine.load(release, { signal }))
  }

  /** Deletes archives beyond the newest few; those in use stay. */
  async prune(inUse: readonly Digest[]): Promise<void> {
    const { directory } = this.#options
    await mkdir(directory, { recursive: true })
    const kept = new Set(inUse.map((digest) => `${digestHex(digest)}.tar.gz`))
    const names = (await readdir(directory)).filter((name) => !kept.has(name))
    const aged = await Promise.all(
      names.map(async (name) => ({ name, mtimeMs: (await stat(join(directory, name))).mtimeMs })),
    )
    const surplus = aged.sort((a, b) => b.mtimeMs - a.mtimeMs).slice(KEPT_ARCHIVES)
    for (const { name } of surplus) await rm(join(directory, name), { force: true })
  }

  #requireWanted({ manifest }: Release, { modelId, version }: WantedRelease): void {
    const { tier } = this.#options
    if (manifest.id !== modelId || manifest.version !== version || !manifest.tiers.includes(tier))
      throw new OtherReleaseError(
        `${modelId} ${version} for ${tier}`,
        `${manifest.id} ${manifest.version} for ${manifest.tiers.join(', ')}`,
      )
  }
}

async function holds(path: string, { length, digest }: WantedRelease): Promise<boolean> {
  const found = await stat(path).catch(() => undefined)
  if (found?.size !== length) return false
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk)
  return hash.digest('hex') === digestHex(digest)
}

/** The signed bytes are another release than their signed path says: a mistake of their publishers. */
class OtherReleaseError extends Error {
  override readonly name = 'OtherReleaseError'
  readonly code = 'model.other-release'

  constructor(wanted: string, found: string) {
    super(`the archive signed as ${wanted} holds ${found}; it was not loaded`)
  }
}
