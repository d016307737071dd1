import { z } from 'zod'
import { addressSchema, type Bytes32, bytes32Schema, nodeIdSchema } from './ids.ts'
import { TIERS } from './tier.ts'
import { defineStruct, hashStruct, type SigningDomain, signingDigest, toTypedData } from './typed-struct.ts'

/** The scopes that a hot key can be delegated, as the one string that is signed: words in this order, one space between. */
export const NODE_SCOPES = 'predict heartbeat'

const timeMs = z.number().int().nonnegative()

/** The operator's wallet gives a node's hot key the right to speak for a node, for a while. Times are wall milliseconds. */
export const delegationSchema = z.object({
  operator: addressSchema,
  nodeId: nodeIdSchema,
  nodeKey: addressSchema,
  scopes: z.literal(NODE_SCOPES),
  notBefore: timeMs,
  notAfter: timeMs,
  nonce: bytes32Schema,
})
export type Delegation = z.infer<typeof delegationSchema>

/** The hot key proves that the node holds it, for one delegation and one control plane (`audience` = its origin). */
export const enrolmentSchema = z.object({
  nodeId: nodeIdSchema,
  nodeKey: addressSchema,
  delegationHash: bytes32Schema,
  audience: z.string().min(1).max(256),
  issuedAt: timeMs,
})
export type Enrolment = z.infer<typeof enrolmentSchema>

/** The hot key opens a session of at most ten minutes. */
export const nodeSessionSchema = z.object({
  nodeId: nodeIdSchema,
  keyId: addressSchema,
  audience: z.string().min(1).max(256),
  nonce: bytes32Schema,
  expiresAt: timeMs,
})
export type NodeSession = z.infer<typeof nodeSessionSchema>

/** The wallet of the application takes its credential. `nodeKey` is the zero address when the hot key comes later. */
export const claimSchema = z.object({
  origin: z.string().min(1).max(256),
  claimId: bytes32Schema,
  wallet: addressSchema,
  nodeKey: addressSchema,
})
export type Claim = z.infer<typeof claimSchema>

/** A wallet applies to run a node: for one origin, with these answers (`answersHash`), once (`nonce`). */
export const applySchema = z.object({
  origin: z.string().min(1).max(256),
  wallet: addressSchema,
  tier: z.enum(TIERS),
  answersHash: bytes32Schema,
  nonce: bytes32Schema,
})
export type Apply = z.infer<typeof applySchema>

/** A wallet has everything forgotten that is kept about its owner: at one origin, once (`nonce`). */
export const eraseSchema = z.object({
  origin: z.string().min(1).max(256),
  wallet: addressSchema,
  nonce: bytes32Schema,
})
export type Erase = z.infer<typeof eraseSchema>

const delegationStruct = defineStruct(
  'Delegation',
  'address operator',
  'bytes32 nodeId',
  'address nodeKey',
  'string scopes',
  'uint64 notBefore',
  'uint64 notAfter',
  'bytes32 nonce',
)
const enrolmentStruct = defineStruct(
  'Enrolment',
  'bytes32 nodeId',
  'address nodeKey',
  'bytes32 delegationHash',
  'string audience',
  'uint64 issuedAt',
)
const sessionStruct = defineStruct(
  'NodeSession',
  'bytes32 nodeId',
  'address keyId',
  'string audience',
  'bytes32 nonce',
  'uint64 expiresAt',
)
const claimStruct = defineStruct(
  'Claim',
  'string origin',
  'bytes32 claimId',
  'address wallet',
  'address nodeKey',
)
const applyStruct = defineStruct(
  'Apply',
  'string origin',
  'address wallet',
  'string tier',
  'bytes32 answersHash',
  'bytes32 nonce',
)
const eraseStruct = defineStruct('Erase', 'string origin', 'address wallet', 'bytes32 nonce')

/** The structs by name, for wallets, vectors and Solidity. */
export const ENROLMENT_STRUCTS = {
  Delegation: delegationStruct,
  Enrolment: enrolmentStruct,
  NodeSession: sessionStruct,
  Claim: claimStruct,
  Apply: applyStruct,
  Erase: eraseStruct,
} as const

/** The hash by which an enrolment names its delegation. */
export function delegationHash(delegation: Delegation): Bytes32 {
  return hashStruct(delegationStruct, delegation)
}

/** What the wallet signs to delegate; as typed data for a wallet see {@link delegationTypedData}. */
export function delegationDigest(domain: SigningDomain, delegation: Delegation): Bytes32 {
  return signingDigest(domain, delegationStruct, delegation)
}

export function delegationTypedData(domain: SigningDomain, delegation: Delegation) {
  return toTypedData(domain, delegationStruct, delegation)
}

/** What the hot key signs to enrol. */
export function enrolmentDigest(domain: SigningDomain, enrolment: Enrolment): Bytes32 {
  return signingDigest(domain, enrolmentStruct, enrolment)
}

/** What the hot key signs to open a session. */
export function nodeSessionDigest(domain: SigningDomain, session: NodeSession): Bytes32 {
  return signingDigest(domain, sessionStruct, session)
}

/** What the wallet signs to claim its credential; as typed data for a wallet see {@link claimTypedData}. */
export function claimDigest(domain: SigningDomain, claim: Claim): Bytes32 {
  return signingDigest(domain, claimStruct, claim)
}

export function claimTypedData(domain: SigningDomain, claim: Claim) {
  return toTypedData(domain, claimStruct, claim)
}

/** What the wallet signs to apply; as typed data for a wallet see {@link applyTypedData}. */
export function applyDigest(domain: SigningDomain, apply: Apply): Bytes32 {
  return signingDigest(domain, applyStruct, apply)
}

export function applyTypedData(domain: SigningDomain, apply: Apply) {
  return toTypedData(domain, applyStruct, apply)
}

/** What the wallet signs to be forgotten; as typed data for a wallet see {@link eraseTypedData}. */
export function eraseDigest(domain: SigningDomain, erase: Erase): Bytes32 {
  return signingDigest(domain, eraseStruct, erase)
}

export function eraseTypedData(domain: SigningDomain, erase: Erase) {
  return toTypedData(domain, eraseStruct, erase)
}
