import { z } from 'zod'
import { addressSchema, type Bytes32, bytes32Schema, nodeIdSchema } from './ids.ts'
import { defineStruct, type SigningDomain, signingDigest, toTypedData } from './typed-struct.ts'

const origin = z.string().min(1).max(256)
const timeMs = z.number().int().nonnegative()

/**
 * The operator's wallet asks for a new API secret and a new year of life. The former secret is good for
 * `overlapSeconds` more; 0 ends it at once. Times are wall milliseconds.
 */
export const credentialRotationSchema = z.object({
  origin,
  nodeId: nodeIdSchema,
  wallet: addressSchema,
  overlapSeconds: z.number().int().min(0).max(4_294_967_295),
  issuedAt: timeMs,
})
export type CredentialRotation = z.infer<typeof credentialRotationSchema>

/**
 * The operator's wallet ends a hot key for good. It carries no time, so that it can be signed beforehand and kept for
 * the day on which it is needed.
 */
export const delegationRevocationSchema = z.object({
  operator: addressSchema,
  nodeId: nodeIdSchema,
  nodeKey: addressSchema,
})
export type DelegationRevocation = z.infer<typeof delegationRevocationSchema>

/** The new wallet takes over (`accept`), or the former one objects (`refuse`). */
export const WALLET_CHANGE_ANSWERS = ['accept', 'refuse'] as const

/** What a wallet says to the change of an operator's wallet. */
export const walletChangeSchema = z.object({
  origin,
  changeId: bytes32Schema,
  formerWallet: addressSchema,
  newWallet: addressSchema,
  answer: z.enum(WALLET_CHANGE_ANSWERS),
})
export type WalletChange = z.infer<typeof walletChangeSchema>

const rotationStruct = defineStruct(
  'CredentialRotation',
  'string origin',
  'bytes32 nodeId',
  'address wallet',
  'uint32 overlapSeconds',
  'uint64 issuedAt',
)
const delegationRevocationStruct = defineStruct(
  'DelegationRevocation',
  'address operator',
  'bytes32 nodeId',
  'address nodeKey',
)
const walletChangeStruct = defineStruct(
  'WalletChange',
  'string origin',
  'bytes32 changeId',
  'address formerWallet',
  'address newWallet',
  'string answer',
)

/** The structs by name, for wallets and vectors. */
export const OPERATOR_STRUCTS = {
  CredentialRotation: rotationStruct,
  DelegationRevocation: delegationRevocationStruct,
  WalletChange: walletChangeStruct,
} as const

/** What the wallet signs to rotate; as typed data for a wallet see {@link credentialRotationTypedData}. */
export function credentialRotationDigest(domain: SigningDomain, rotation: CredentialRotation): Bytes32 {
  return signingDigest(domain, rotationStruct, rotation)
}

export function credentialRotationTypedData(domain: SigningDomain, rotation: CredentialRotation) {
  return toTypedData(domain, rotationStruct, rotation)
}

/** What the wallet signs to end a hot key. */
export function delegationRevocationDigest(domain: SigningDomain, revocation: DelegationRevocation): Bytes32 {
  return signingDigest(domain, delegationRevocationStruct, revocation)
}

export function delegationRevocationTypedData(domain: SigningDomain, revocation: DelegationRevocation) {
  return toTypedData(domain, delegationRevocationStruct, revocation)
}

/** What either wallet signs about a change of wallets. */
export function walletChangeDigest(domain: SigningDomain, change: WalletChange): Bytes32 {
  return signingDigest(domain, walletChangeStruct, change)
}

export function walletChangeTypedData(domain: SigningDomain, change: WalletChange) {
  return toTypedData(domain, walletChangeStruct, change)
}
