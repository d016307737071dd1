import { MetaFile } from '@tufjs/models'
import { digestHex, digestOf } from './digest.ts'

/** An instant as TUF writes it: UTC, whole seconds. */
export function tufTime(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 19)}Z`
}

/** The bytes of a metadata file. */
export function encodeMetadata(metadata: { toJSON(): unknown }): Uint8Array {
  return Buffer.from(JSON.stringify(metadata.toJSON()))
}

/** What one metadata file says about another: version, length and digest. */
export function describeMetadata(bytes: Uint8Array, version: number): MetaFile {
  return new MetaFile({ version, length: bytes.length, hashes: { sha256: digestHex(digestOf(bytes)) } })
}
