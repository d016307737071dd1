import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { concat, type Hex, hashDomain, hashTypedData, keccak256, type TypedDataDomain } from 'viem'
import { hashStruct as viemHashStruct } from 'viem/utils'
import { describe, expect, it } from 'vitest'
import {
  BadFieldError,
  type Bytes32,
  defineStruct,
  type FieldType,
  hashStruct,
  predictionLeaf,
  signingDigest,
  toTypedData,
} from '../src/index.ts'
import { batchCase, domain, predictionCase, signingCases } from './signing-cases.ts'

const vectorFile = (name: string) => readFileSync(join(import.meta.dirname, 'vectors', name))
const committed: {
  leaves: string[]
  cases: { name: string; type: string; structHash: string; digest: string }[]
} = JSON.parse(vectorFile('signing.json').toString())

describe('what the network signs', () => {
  it('has the committed bytes in every struct', () => {
    const ours = Object.entries(signingCases).map(([name, { struct, value, digest }]) => ({
      name,
      structHash: hashStruct(struct, value),
      digest,
    }))
    expect(ours).toEqual(
      committed.cases.map(({ name, structHash, digest }) => ({ name, structHash, digest })),
    )
    expect(committed.leaves).toEqual(
      committed.leaves.map((_, index) => predictionLeaf(predictionCase(index))),
    )
  })

  it.each(Object.entries(signingCases))('agrees with viem: %s', (_name, { struct, value, digest }) => {
    expect(hashTypedData(toTypedData(domain, struct, value) as Parameters<typeof hashTypedData>[0])).toBe(
      digest,
    )
  })

  it('changes with the chain and with the network', () => {
    const batch = batchCase(2)
    const { struct, value } = { struct: signingCases['batch of 2']?.struct, value: batch }
    if (!struct) throw new Error('the case is missing')
    const numbers = { ...value, leaseEpoch: 1n, sequence: 2n }
    const other = { ...domain, chainId: 84_532 }
    const foreign = { ...domain, networkId: `0x${'12'.repeat(32)}` as Bytes32 }
    const digests = [domain, other, foreign].map((one) => signingDigest(one, struct, numbers))
    expect(new Set(digests).size).toBe(3)
  })
})

describe("ethers' EIP-712 cases", () => {
  interface EthersCase {
    name: string
    domain: TypedDataDomain & { chainId?: number }
    primaryType: string
    types: Record<string, { name: string; type: string }[]>
    data: Record<string, unknown>
    digest: Hex
  }
  const cases: EthersCase[] = JSON.parse(gunzipSync(vectorFile('ethers-typed-data.json.gz')).toString())
  const ourTypes = new Set<string>(['bytes32', 'address', 'string', 'uint16', 'uint32', 'uint64', 'uint256'])
  const flat = cases.filter(
    (one) =>
      Object.keys(one.types).length === 1 && one.types[one.primaryType]?.every((f) => ourTypes.has(f.type)),
  )
  const domainTypes = (one: EthersCase) =>
    [
      { name: 'name', type: 'string' },
      { name: 'version', type: 'string' },
      { name: 'chainId', type: 'uint256' },
      { name: 'verifyingContract', type: 'address' },
      { name: 'salt', type: 'bytes32' },
    ].filter((field) => field.name in one.domain)

  it('has viem agree on all 65, so that viem is a fair witness for ours', () => {
    expect(cases).toHaveLength(65)
    for (const one of cases) {
      const digest = hashTypedData({
        domain: one.domain,
        types: { ...one.types, EIP712Domain: domainTypes(one) },
        primaryType: one.primaryType,
        message: one.data,
      } as Parameters<typeof hashTypedData>[0])
      expect(digest, one.name).toBe(one.digest)
    }
  })

  it('has our encoder agree on those that are flat structs of our types', () => {
    expect(flat.length).toBeGreaterThanOrEqual(5)
    for (const one of flat) {
      const fields = one.types[one.primaryType] ?? []
      const struct = defineStruct(
        one.primaryType,
        ...fields.map((f) => `${f.type as FieldType} ${f.name}` as const),
      )
      const separator = hashDomain({
        domain: one.domain,
        types: { EIP712Domain: domainTypes(one) },
      } as Parameters<typeof hashDomain>[0])
      const body = hashStruct(struct, one.data as Record<string, string>)
      expect(keccak256(concat(['0x1901', separator, body])), one.name).toBe(one.digest)
    }
  })
})

describe('a struct', () => {
  const struct = defineStruct(
    'Mixed',
    'bytes32 a',
    'address b',
    'string c',
    'uint16 d',
    'uint64 e',
    'uint256 f',
  )
  const hexOf = (bytes: number) =>
    fc
      .uint8Array({ minLength: bytes, maxLength: bytes })
      .map((b) => `0x${Buffer.from(b).toString('hex')}` as Hex)

  it('hashes any value as viem does', () => {
    fc.assert(
      fc.property(
        fc.record({
          a: hexOf(32),
          b: hexOf(20),
          c: fc.string({ unit: 'grapheme' }),
          d: fc.integer({ min: 0, max: 65_535 }),
          e: fc.bigInt(0n, 2n ** 64n - 1n),
          f: fc.bigInt(0n, 2n ** 256n - 1n),
        }),
        (value) => {
          const types = { Mixed: struct.fields.map(({ name, type }) => ({ name, type })) }
          expect(hashStruct(struct, value)).toBe(viemHashStruct({ data: value, types, primaryType: 'Mixed' }))
        },
      ),
    )
  })

  it.each([
    ['a number that is too large', { d: 65_536 }],
    ['a negative number', { d: -1 }],
    ['a fraction', { d: 1.5 }],
    ['a short word', { a: '0x11' }],
    ['a lone surrogate', { c: '\ud800' }],
    ['an inherited field', { d: undefined }],
  ])('refuses %s and names the field', (_title, wrong) => {
    const good = { a: `0x${'00'.repeat(32)}`, b: `0x${'00'.repeat(20)}`, c: '', d: 0, e: 0, f: 0 }
    const value: Record<string, unknown> = { ...good, ...wrong }
    const call = () => hashStruct(struct, value as Record<string, string>)
    expect(call).toThrow(BadFieldError)
    expect(call).toThrow(expect.objectContaining({ struct: 'Mixed', field: Object.keys(wrong)[0] }))
  })
})
