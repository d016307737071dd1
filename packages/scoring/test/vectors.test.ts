import { readFileSync } from 'node:fs'
import { SimpleMerkleTree } from '@openzeppelin/merkle-tree'
import { expect, it } from 'vitest'
import {
  closeEpoch,
  type EpochInput,
  freezeTerms,
  judgePastRounds,
  type RewardLeaf,
  type RewardStatement,
  statementDigest,
} from '../src/index.ts'
import { wanderingCandles } from './candles.ts'

interface RewardVector {
  readonly title: string
  readonly input: EpochInput
  readonly expected: {
    readonly nodes: unknown
    readonly leaves: readonly RewardLeaf[]
    readonly root: string | null
    readonly totalWei: bigint
    readonly rolloverWei: bigint
  }
}

const rewards = read('rewards.json', toWei) as readonly RewardVector[]
const roundTerms = read('round-terms.json') as readonly {
  readonly kind: 'direction' | 'regime'
  readonly horizonCandles: number
  readonly candles: number
  readonly seed: number
  readonly terms: unknown
  readonly classes: string
}[]

for (const { title, input, expected } of rewards) {
  it(`pays to the wei what the vectors say: ${title}`, () => {
    const closed = closeEpoch(input)
    expect(closed.statements.map(outline)).toEqual(expected.nodes)
    expect(closed).toMatchObject({
      leaves: expected.leaves,
      root: expected.root,
      totalWei: expected.totalWei,
      rolloverWei: expected.rolloverWei,
    })
  })

  it(`has the root of OpenZeppelin's tree: ${title}`, () => {
    const { leaves, root } = expected
    expect(root).toBe(leaves.length === 0 ? null : SimpleMerkleTree.of(leaves.map(({ leaf }) => leaf)).root)
    for (const { leaf, proof } of leaves)
      expect(SimpleMerkleTree.verify(root ?? '', leaf, [...proof])).toBe(true)
  })
}

for (const { kind, horizonCandles, candles, seed, terms, classes } of roundTerms) {
  it(`freezes the ${kind} terms over ${horizonCandles} candles that the vectors say`, () => {
    const some = wanderingCandles(candles, seed)
    expect(freezeTerms(kind, some, horizonCandles)).toEqual(terms)
    const judged = judgePastRounds(kind, some, horizonCandles).slice(-classes.length)
    expect(judged.map(({ outcome }) => outcome).join('')).toBe(classes)
  })
}

function outline(statement: RewardStatement) {
  const { nodeId, seats, rawWei, countedWei, cappedWei, paidWei } = statement
  const steps = { rawWei, countedWei, cappedWei, paidWei }
  return { nodeId, seats: seats.value.seats, ...steps, statementDigest: statementDigest(statement) }
}

function read(name: string, revive?: (key: string, value: unknown) => unknown): unknown {
  return JSON.parse(readFileSync(new URL(`./vectors/${name}`, import.meta.url), 'utf8'), revive)
}

/** Amounts of wei stand as decimal strings in the files; an epoch's id is made of digits too, and stays text. */
function toWei(key: string, value: unknown): unknown {
  return key !== 'epochId' && typeof value === 'string' && /^[0-9]+$/.test(value) ? BigInt(value) : value
}
