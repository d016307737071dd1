import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { SimpleMerkleTree } from '@openzeppelin/merkle-tree'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Bytes32 } from './ids.ts'
import {
  buildMerkleTree,
  EmptyTreeError,
  RepeatedLeafError,
  UnknownLeafError,
  verifyMerkleProof,
} from './merkle.ts'

const leaf = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => `0x${Buffer.from(bytes).toString('hex')}` as Bytes32)
const leaves = fc.uniqueArray(leaf, { minLength: 1, maxLength: 40 })

it("has the root and the proofs of OpenZeppelin's SimpleMerkleTree", () => {
  fc.assert(
    fc.property(leaves, (some) => {
      const ours = buildMerkleTree(some)
      const theirs = SimpleMerkleTree.of([...some])
      expect(ours.root).toBe(theirs.root)
      for (const one of some) expect(ours.proof(one)).toEqual(theirs.getProof(one))
    }),
  )
})

it('proves every leaf and no other', () => {
  fc.assert(
    fc.property(leaves, leaf, (some, other) => {
      fc.pre(!some.includes(other))
      const tree = buildMerkleTree(some)
      for (const one of some) {
        expect(verifyMerkleProof(tree.root, one, tree.proof(one))).toBe(true)
        expect(verifyMerkleProof(tree.root, other, tree.proof(one))).toBe(false)
      }
    }),
  )
})

it('refuses no leaves, a leaf twice and a proof for a stranger', () => {
  const [a, b] = [`0x${'11'.repeat(32)}`, `0x${'22'.repeat(32)}`] as [Bytes32, Bytes32]
  expect(() => buildMerkleTree([])).toThrow(EmptyTreeError)
  expect(() => buildMerkleTree([a, b, a])).toThrow(RepeatedLeafError)
  expect(() => buildMerkleTree([a]).proof(b)).toThrow(UnknownLeafError)
})

it('rebuilds the root of a tree that OpenZeppelin wrote', () => {
  const path = join(import.meta.dirname, '../test/vectors/oz-simple-v1.sorted.1_0_6.json')
  const dump: { tree: string[]; values: { value: Bytes32 }[] } = JSON.parse(readFileSync(path, 'utf8'))
  expect(buildMerkleTree(dump.values.map(({ value }) => value)).root).toBe(dump.tree[0])
})
