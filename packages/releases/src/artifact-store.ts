import type { Readable } from 'node:stream'

/** A range of bytes, both ends included, as HTTP's Range counts them. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

/**
 * Where archives and channel metadata lie: a folder, or a bucket. Keys are relative paths such as
 * `models/btc-1h-range/1.0.0/model.tar.gz`; a key with any other characters than letters, digits, `. _ -` and single
 * slashes, or with a segment that starts with a dot, is refused by {@link requireStoreKey}.
 *
 * A store is never trusted: whoever reads from it verifies against signed metadata.
 */
export interface ArtifactStore {
  /** The object's bytes, for small objects. Undefined when there is none. */
  find(key: string): Promise<Uint8Array | undefined>
  /** The object's length. Undefined when there is none. */
  findLength(key: string): Promise<number | undefined>
  /** The object's bytes as a stream, whole or a range of them. */
  openStream(key: string, range?: ByteRange): Readable
  /** Puts the object in place of any other, at once and durably. */
  put(key: string, bytes: Uint8Array): Promise<void>
  /** All keys that start with `prefix`, sorted. */
  list(prefix: string): Promise<readonly string[]>
}

/** @throws {@link StoreKeyRefusedError} when `key` could leave the store or hide in it. */
export function requireStoreKey(key: string): string {
  const fine =
    key.length <= 512 && /^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/.test(key)
  if (!fine) throw new StoreKeyRefusedError(key)
  return key
}

export class StoreKeyRefusedError extends Error {
  override readonly name = 'StoreKeyRefusedError'
  readonly code = 'artifact.key-refused'
  readonly key: string

  constructor(key: string) {
    super(`${JSON.stringify(key.slice(0, 120))} cannot be an object's key`)
    this.key = key
  }
}
