import { keccak_256 } from '@noble/hashes/sha3.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { z } from 'zod'

declare const brand: unique symbol
type Brand<Base, Name extends string> = Base & { readonly [brand]: Name }

/** `0x` and hex digits; the base of every id and signature below. */
export type Hex = `0x${string}`
/** A node: `0x` + 64 hex, keccak256 of wallet, application id and 128 random bits. */
export type NodeId = Brand<Hex, 'NodeId'>
/** A wallet or a hot key, EIP-55 checksummed. Compare only after parsing. */
export type Address = Brand<Hex, 'Address'>
/** 32 bytes as `0x` + 64 lower-case hex: a hash, a root, a salt. */
export type Bytes32 = Brand<Hex, 'Bytes32'>
/** 65 bytes r ‖ s ‖ v as `0x` + 130 lower-case hex. */
export type Signature = Brand<Hex, 'Signature'>
/** `sha256:` + 64 lower-case hex over exact bytes. */
export type Digest = Brand<`sha256:${string}`, 'Digest'>
/** The public half of a credential, looked up: `noderr_` + 32 hex. */
export type ApiKey = Brand<string, 'ApiKey'>
/** The round that a prediction is for: EIP-712 struct hash of the round key. */
export type RoundId = Brand<Hex, 'RoundId'>

const hex = (digits: number) =>
  z
    .string()
    .regex(new RegExp(`^0x[0-9a-fA-F]{${digits}}$`), `expected 0x and ${digits} hex digits`)
    .transform((text) => text.toLowerCase())

export const bytes32Schema = hex(64).transform((text) => text as Bytes32)
export const nodeIdSchema = hex(64).transform((text) => text as NodeId)
export const roundIdSchema = hex(64).transform((text) => text as RoundId)
export const signatureSchema = hex(130).transform((text) => text as Signature)
export const digestSchema = z
  .string()
  .regex(/^sha256:[0-9a-f]{64}$/, 'expected sha256: and 64 lower-case hex digits')
  .transform((text) => text as Digest)
export const apiKeySchema = z
  .string()
  .regex(/^noderr_[0-9a-f]{32}$/, 'expected noderr_ and 32 hex digits')
  .transform((text) => text as ApiKey)
/** Accepts one case, or a mixed case with a right EIP-55 checksum. Gives the checksummed form. */
export const addressSchema = z
  .string()
  .regex(/^0x[0-9a-fA-F]{40}$/, 'expected a wallet address: 0x and 40 hex digits')
  .refine(isChecksumRight, 'expected a right checksum; copy the address again, or write it in lower case')
  .transform((text) => toChecksum(text) as Address)

/** One case has no checksum (EIP-55). */
function isChecksumRight(text: string): boolean {
  const digits = text.slice(2)
  return digits === digits.toLowerCase() || digits === digits.toUpperCase() || text === toChecksum(text)
}

/** EIP-55: a letter is upper case where the hash of the lower-case digits has a hex digit above 7. */
function toChecksum(text: string): string {
  const digits = text.slice(2).toLowerCase()
  const hash = bytesToHex(keccak_256(utf8ToBytes(digits)))
  return `0x${[...digits].map((digit, place) => (hash.charAt(place) > '7' ? digit.toUpperCase() : digit)).join('')}`
}

/** The digest of an artifact as the bytes32 that enters signed structs. */
export function digestToBytes32(digest: Digest): Bytes32 {
  return `0x${digest.slice('sha256:'.length)}` as Bytes32
}

/** The inverse of {@link digestToBytes32}. */
export function bytes32ToDigest(bytes: Bytes32): Digest {
  return `sha256:${bytes.slice(2)}` as Digest
}
