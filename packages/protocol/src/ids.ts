import { getAddress, isAddress } from 'viem'
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
/** Accepts any case and, where the case is mixed, insists on a right EIP-55 checksum. Gives the checksummed form. */
export const addressSchema = z
  .string()
  .refine((text) => isAddress(text), 'expected a wallet address: 0x, 40 hex digits, a right checksum')
  .transform((text) => getAddress(text) as string as Address)

/** The digest of an artifact as the bytes32 that enters signed structs. */
export function digestToBytes32(digest: Digest): Bytes32 {
  return `0x${digest.slice('sha256:'.length)}` as Bytes32
}

/** The inverse of {@link digestToBytes32}. */
export function bytes32ToDigest(bytes: Bytes32): Digest {
  return `sha256:${bytes.slice(2)}` as Digest
}
