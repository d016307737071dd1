import { keccak_256 } from '@noble/hashes/sha3.js'
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import type { Address, Bytes32, Hex } from './ids.ts'

/**
 * EIP-712 for flat structs of static words and strings: all that the network signs.
 *
 * Leaves are hashed a thousand at a time on a node's hot path, which a general encoder makes twenty times dearer;
 * the committed vectors hold this one against viem's and against ethers' own cases.
 */
export type FieldType = 'bytes32' | 'address' | 'string' | 'uint16' | 'uint32' | 'uint64' | 'uint256'

export interface StructType {
  readonly name: string
  readonly fields: readonly { readonly name: string; readonly type: FieldType }[]
  readonly typeHash: Uint8Array
}

/** Values of a struct by field name: hex for bytes32 and address, text for string, number or bigint for integers. */
export type StructValue = Readonly<Record<string, string | number | bigint>>

/** Who is asked to believe the signature: `{name: 'Noderr', version: '1', chainId, salt: networkId}` (PROTOCOL §5). */
export interface SigningDomain {
  readonly chainId: number
  readonly networkId: Bytes32
}

/** Declares a struct from `type name` pairs in signing order: `defineStruct('Round', 'string kind', 'uint64 closeTime')`. */
export function defineStruct(name: string, ...members: readonly `${FieldType} ${string}`[]): StructType {
  const fields = members.map((member) => {
    const [type, field] = member.split(' ') as [FieldType, string]
    return { name: field, type }
  })
  return { name, fields, typeHash: keccak_256(utf8ToBytes(`${name}(${members.join(',')})`)) }
}

/**
 * The EIP-712 struct hash of `value`.
 *
 * @throws {@link BadFieldError} when a field is missing, out of its type's range or not well formed.
 */
export function hashStruct(struct: StructType, value: StructValue): Bytes32 {
  return toHex(structBytes(struct, value))
}

/** The 32 bytes that a key signs: `keccak256(0x1901 ‖ domain separator ‖ struct hash)`. */
export function signingDigest(domain: SigningDomain, struct: StructType, value: StructValue): Bytes32 {
  return toHex(keccak_256(concatBytes(PREFIX, domainSeparator(domain), structBytes(struct, value))))
}

/** The same bytes as a wallet wants to see them: the argument of viem's `signTypedData`, of `eth_signTypedData_v4`. */
export function toTypedData(domain: SigningDomain, struct: StructType, value: StructValue) {
  return {
    domain: { name: 'Noderr', version: '1', chainId: domain.chainId, salt: domain.networkId as Hex },
    types: { [struct.name]: struct.fields.map(({ name, type }) => ({ name, type })) },
    primaryType: struct.name,
    message: value,
  } as const
}

const PREFIX = Uint8Array.of(0x19, 0x01)
const DOMAIN = defineStruct(
  'EIP712Domain',
  'string name',
  'string version',
  'uint256 chainId',
  'bytes32 salt',
)

function domainSeparator({ chainId, networkId }: SigningDomain): Uint8Array {
  return structBytes(DOMAIN, { name: 'Noderr', version: '1', chainId, salt: networkId })
}

function structBytes(struct: StructType, value: StructValue): Uint8Array {
  const words = new Uint8Array(32 * (struct.fields.length + 1))
  words.set(struct.typeHash)
  for (const [index, field] of struct.fields.entries()) {
    const given = Object.hasOwn(value, field.name) ? value[field.name] : undefined
    words.set(word(struct.name, field.name, field.type, given), 32 * (index + 1))
  }
  return keccak_256(words)
}

function word(struct: string, field: string, type: FieldType, value: unknown): Uint8Array {
  const refuse = (): never => {
    throw new BadFieldError(struct, field, type)
  }
  if (type === 'string') {
    return typeof value === 'string' && value.isWellFormed() ? textHash(value) : refuse()
  }
  if (type === 'bytes32') {
    return typeof value === 'string' && /^0x[0-9a-fA-F]{64}$/.test(value)
      ? hexToBytes(value.slice(2))
      : refuse()
  }
  if (type === 'address') {
    if (typeof value !== 'string' || !/^0x[0-9a-fA-F]{40}$/.test(value)) return refuse()
    return hexToBytes(value.slice(2).padStart(64, '0'))
  }
  const bits = BigInt(type.slice('uint'.length))
  const whole = typeof value === 'bigint' || (typeof value === 'number' && Number.isSafeInteger(value))
  if (!whole) return refuse()
  const integer = BigInt(value)
  return integer >= 0n && integer < 1n << bits ? hexToBytes(integer.toString(16).padStart(64, '0')) : refuse()
}

/** Lanes, kinds, symbols and profiles come again with every prediction; their hashes are remembered, up to a bound. */
const textHashes = new Map<string, Uint8Array>()
const MOST_TEXT_HASHES = 4_096

function textHash(text: string): Uint8Array {
  const known = textHashes.get(text)
  if (known) return known
  const hash = keccak_256(utf8ToBytes(text))
  if (textHashes.size >= MOST_TEXT_HASHES) textHashes.clear()
  if (text.length <= 64) textHashes.set(text, hash)
  return hash
}

function toHex(bytes: Uint8Array): Bytes32 {
  return `0x${bytesToHex(bytes)}` as Bytes32
}

/** The zero address, where a struct has a place for a key that is not known yet. */
export const NO_ADDRESS = `0x${'0'.repeat(40)}` as Address

export class BadFieldError extends Error {
  override readonly name = 'BadFieldError'
  readonly code = 'typed-struct.bad-field'
  readonly struct: string
  readonly field: string

  constructor(struct: string, field: string, type: FieldType) {
    super(`${struct}.${field} is not a ${type}; give it a value of that type and range`)
    this.struct = struct
    this.field = field
  }
}
