import { createHash } from 'node:crypto'
import type { Digest } from '@noderr/protocol'

/** The sha256 digest of exact bytes, as manifests and signed metadata spell it. */
export function digestOf(bytes: Uint8Array): Digest {
  return toDigest(createHash('sha256').update(bytes).digest('hex'))
}

/** The digest for 64 lower-case hex digits that a hash function or TUF metadata gave. */
export function toDigest(sha256Hex: string): Digest {
  return `sha256:${sha256Hex}` as Digest
}

/** The 64 hex digits of a digest, as TUF metadata writes them. */
export function digestHex(digest: Digest): string {
  return digest.slice('sha256:'.length)
}
