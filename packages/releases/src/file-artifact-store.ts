import { createReadStream } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import type { Readable } from 'node:stream'
import { type ArtifactStore, type ByteRange, requireStoreKey } from './artifact-store.ts'
import { writeDurably } from './durable-file.ts'

/** What a file system says of a path under which no file can be. */
const ABSENT = new Set(['ENOENT', 'ENOTDIR', 'EISDIR', 'ENAMETOOLONG'])

/** An {@link ArtifactStore} in a folder: the embedded default. Keys are paths below `root`. */
export class FileArtifactStore implements ArtifactStore {
  readonly #root: string

  constructor(root: string) {
    this.#root = root
  }

  async find(key: string): Promise<Uint8Array | undefined> {
    return orUndefined(readFile(this.#path(key)))
  }

  async findLength(key: string): Promise<number | undefined> {
    const stats = await orUndefined(stat(this.#path(key)))
    return stats?.isFile() ? stats.size : undefined
  }

  openStream(key: string, range?: ByteRange): Readable {
    return createReadStream(this.#path(key), range)
  }

  async put(key: string, bytes: Uint8Array): Promise<void> {
    await writeDurably(this.#path(key), bytes)
  }

  async list(prefix: string): Promise<readonly string[]> {
    const entries = await orUndefined(readdir(this.#root, { recursive: true, withFileTypes: true }))
    return (entries ?? [])
      .filter((entry) => entry.isFile() && !entry.name.endsWith('.tmp'))
      .map((entry) => relative(this.#root, join(entry.parentPath, entry.name)).split(sep).join('/'))
      .filter((key) => key.startsWith(prefix))
      .sort()
  }

  #path(key: string): string {
    return join(this.#root, requireStoreKey(key))
  }
}

async function orUndefined<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (ABSENT.has(String(code))) return undefined
    throw error
  }
}
