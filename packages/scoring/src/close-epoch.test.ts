import { type Address, type NodeId, TIERS, verifyMerkleProof } from '@noderr/protocol'
import { SimpleMerkleTree } from '@openzeppelin/merkle-tree'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { closeEpoch, RepeatedInEpochError } from './close-epoch.ts'
import type { NodeEpoch, OperatorEpoch } from './operator-epoch.ts'
import { FactorOutOfRangeError } from './reward-factors.ts'
import { rewardLeaf } from './reward-leaf.ts'
import { defaultRewardPolicy, type RewardPolicy } from './reward-policy.ts'

const NODR = 10n ** 18n
const policy = defaultRewardPolicy(1_000_000n * NODR, 100n * NODR)
const lifted: RewardPolicy = { ...policy, operatorCapBps: 10_000 }
const measured = (value: number) => ({ value, source: 'measured', note: 'in this test' }) as const
const nodeId = (n: number) => `0x${n.toString(16).padStart(64, '0')}` as NodeId
const wallet = (n: number) => `0x${n.toString(16).padStart(40, '0')}` as Address

const perfect: Omit<NodeEpoch, 'nodeId'> = {
  tier: 'validator',
  assignedRounds: 6,
  onTimeRounds: 6,
  qualityBps: measured(10_000),
  trustBps: measured(10_000),
  penaltyBps: measured(10_000),
}

const bps = fc.nat(10_000).map(measured)
const nodeEpoch: fc.Arbitrary<Omit<NodeEpoch, 'nodeId'>> = fc
  .record({
    tier: fc.constantFrom(...TIERS),
    assignedRounds: fc.nat(24),
    missed: fc.nat(24),
    qualityBps: bps,
    trustBps: bps,
    penaltyBps: bps,
  })
  .map(({ missed, ...node }) => ({ ...node, onTimeRounds: Math.max(0, node.assignedRounds - missed) }))
const operators: fc.Arbitrary<OperatorEpoch[]> = fc
  .array(
    fc.record({
      leastStakeWei: fc.option(fc.bigInt(0n, 400_000n * NODR)),
      nodes: fc.array(nodeEpoch, { maxLength: 5 }),
    }),
    { maxLength: 6 },
  )
  .map((some) =>
    some.map(({ leastStakeWei, nodes }, who) => ({
      operator: wallet(who + 1),
      leastStakeWei,
      nodes: nodes.map((node, index) => ({ ...node, nodeId: nodeId(((who * 7919 + index * 31) % 997) + 1) })),
    })),
  )
const somePolicy: fc.Arbitrary<RewardPolicy> = fc
  .record({ poolWei: fc.bigInt(0n, 2_000n * NODR), operatorCapBps: fc.nat(10_000) })
  .map((part) => ({ ...policy, ...part }))

const close = (some: readonly OperatorEpoch[], rules: RewardPolicy = policy) =>
  closeEpoch({ epochId: '1', policy: rules, operators: some })
const sum = (amounts: readonly bigint[]) => amounts.reduce((all, amount) => all + amount, 0n)
const operatorOf = (
  nodes: readonly Omit<NodeEpoch, 'nodeId'>[],
  leastStakeWei: bigint | null,
  who = 1,
): OperatorEpoch => ({
  operator: wallet(who),
  leastStakeWei,
  nodes: nodes.map((node, index) => ({ ...node, nodeId: nodeId(who * 100 + index) })),
})

it('says the same in whatever order operators and nodes come', () => {
  const shuffled = operators.chain((some) =>
    fc.tuple(
      fc.constant(some),
      fc
        .shuffledSubarray(some, { minLength: some.length })
        .map((order) => order.map((one) => ({ ...one, nodes: [...one.nodes].reverse() }))),
    ),
  )
  fc.assert(
    fc.property(shuffled, somePolicy, ([some, other], rules) => {
      expect(close(other, rules)).toEqual(close(some, rules))
    }),
  )
})

it('pays min(pool, Σ raw) where no seat and no cap is short', () => {
  fc.assert(
    fc.property(fc.array(nodeEpoch, { maxLength: 8 }), fc.bigInt(0n, 2_000n * NODR), (nodes, poolWei) => {
      const rules = { ...policy, poolWei, operatorCapBps: 10_000 }
      const { statements, totalWei, rolloverWei } = close(
        nodes.map((node, who) => operatorOf([node], null, who + 1)),
        rules,
      )
      const raw = sum(statements.map(({ rawWei }) => rawWei))
      expect(totalWei).toBe(raw < poolWei ? raw : poolWei)
      expect(totalWei + rolloverWei).toBe(poolWei)
    }),
  )
})

it('only ever lowers an amount, and never pays above a cap or the pool', () => {
  fc.assert(
    fc.property(operators, somePolicy, (some, rules) => {
      const { statements, leaves, totalWei, rolloverWei } = close(some, rules)
      for (const { rawWei, countedWei, cappedWei, paidWei } of statements) {
        expect(rawWei >= countedWei && countedWei >= cappedWei && cappedWei >= paidWei && paidWei >= 0n).toBe(
          true,
        )
      }
      const capWei = (rules.poolWei * BigInt(rules.operatorCapBps)) / 10_000n
      for (const { amountWei } of leaves) expect(amountWei <= capWei).toBe(true)
      const capped = sum(statements.map(({ cappedWei }) => cappedWei))
      expect(totalWei).toBe(capped < rules.poolWei ? capped : rules.poolWei)
      expect(sum(leaves.map(({ amountWei }) => amountWei))).toBe(totalWei)
      expect(rolloverWei >= 0n).toBe(true)
    }),
  )
})

it('pays one node alone its raw reward and not the pool', () => {
  const { statements, totalWei, rolloverWei } = close([operatorOf([perfect], null)])
  expect(statements[0]).toMatchObject({ rawWei: 100n * NODR, paidWei: 100n * NODR })
  expect([totalWei, rolloverWei]).toEqual([100n * NODR, 999_900n * NODR])
})

it('never pays k nodes on one stake more than the best of them alone', () => {
  fc.assert(
    fc.property(
      fc.array(nodeEpoch, { minLength: 1, maxLength: 9 }),
      fc.constantFrom(...TIERS),
      (nodes, tier) => {
        const alike = nodes.map((node) => ({ ...node, tier }))
        const stake = policy.tierStakeWei[tier]
        const alone = alike.map((node) => close([operatorOf([node], stake)], lifted).totalWei)
        const best = alone.reduce((most, amount) => (amount > most ? amount : most), 0n)
        expect(close([operatorOf(alike, stake)], lifted).totalWei <= best).toBe(true)
      },
    ),
  )
})

it('spends a stake once across tiers, from the highest down', () => {
  const nodes = [...TIERS, 'validator' as const].map((tier) => ({ ...perfect, tier }))
  const seatsAt = (stakeNodr: bigint) =>
    Object.fromEntries(
      close([operatorOf(nodes, stakeNodr * NODR)], lifted).statements.map(({ tier, seats }) => [
        tier,
        seats.value.seats,
      ]),
    )
  expect(seatsAt(0n)).toEqual({ micro: 1, validator: 0, guardian: 0, oracle: 0 })
  expect(seatsAt(149_999n)).toEqual({ micro: 1, validator: 2, guardian: 1, oracle: 0 })
  expect(seatsAt(150_000n)).toEqual({ micro: 1, validator: 0, guardian: 0, oracle: 1 })
  expect(seatsAt(225_000n)).toEqual({ micro: 1, validator: 1, guardian: 1, oracle: 1 })
})

it('says so where the stake was not checked', () => {
  const { statements } = close([operatorOf([perfect, perfect], null)])
  expect(statements[0]).toMatchObject({
    stakeWei: { value: null, source: 'not-checked' },
    seats: { value: { seats: 2, nodes: 2 }, source: 'not-checked' },
  })
})

it('holds an operator to his share of the pool and rolls the rest over', () => {
  const rules = { ...policy, poolWei: 1_000n * NODR }
  const { totalWei, statements } = close([operatorOf([perfect, perfect], null)], rules)
  expect(totalWei).toBe(50n * NODR)
  expect(statements.map(({ paidWei }) => paidWei)).toEqual([25n * NODR, 25n * NODR])
})

it('gives the odd wei to the lower node id, at the cap and at the pool, whoever is named first', () => {
  const pair = operatorOf([perfect, perfect], null)
  const paid = (rules: RewardPolicy) =>
    close([{ ...pair, nodes: [...pair.nodes].reverse() }], rules).statements.map((one) => [
      one.cappedWei,
      one.paidWei,
    ])
  expect(paid({ ...policy, poolWei: 30n, operatorCapBps: 5_000 })).toEqual([
    [8n, 8n],
    [7n, 7n],
  ])
  const pool = { ...lifted, poolWei: 7n }
  expect(paid(pool)).toEqual([
    [4n, 4n],
    [3n, 3n],
  ])
})

it('pays nothing for no assigned round, a slashed node and an empty network, and has no root then', () => {
  const idle = { ...perfect, assignedRounds: 0, onTimeRounds: 0 }
  const slashed = { ...perfect, penaltyBps: measured(0) }
  const closed = close([operatorOf([idle, slashed], null)])
  expect(closed).toMatchObject({ root: null, leaves: [], totalWei: 0n, rolloverWei: policy.poolWei })
  expect(closed.statements).toHaveLength(2)
  expect(close([])).toEqual({
    statements: [],
    root: null,
    leaves: [],
    totalWei: 0n,
    rolloverWei: policy.poolWei,
  })
})

it("proves each paid wallet against OpenZeppelin's tree", () => {
  fc.assert(
    fc.property(operators, (some) => {
      const { root, leaves } = close(some, lifted)
      expect(root === null).toBe(leaves.length === 0)
      if (root === null) return
      expect(root).toBe(SimpleMerkleTree.of(leaves.map(({ leaf }) => leaf)).root)
      for (const { wallet: owner, amountWei, leaf, proof } of leaves) {
        expect(leaf).toBe(rewardLeaf(owner.toUpperCase().replace('0X', '0x') as Address, amountWei))
        expect(verifyMerkleProof(root, leaf, proof)).toBe(true)
      }
    }),
  )
})

it('refuses an operator or a node twice and figures outside their limits', () => {
  const one = operatorOf([perfect], null)
  const shouting = { ...operatorOf([], null), operator: one.operator.replace('0x', '0X') as Address }
  expect(() => close([one, shouting])).toThrow(RepeatedInEpochError)
  expect(() => close([one, { ...one, operator: wallet(2) }])).toThrow(
    expect.objectContaining({ what: 'node' }),
  )
  for (const bad of [
    { qualityBps: measured(10_001) },
    { trustBps: measured(-1) },
    { penaltyBps: measured(0.5) },
    { onTimeRounds: 7 },
    { assignedRounds: Number.NaN },
  ])
    expect(() => close([operatorOf([{ ...perfect, ...bad }], null)])).toThrow(FactorOutOfRangeError)
  expect(() => close([operatorOf([perfect], -1n)])).toThrow(FactorOutOfRangeError)
  expect(() => close([], { ...policy, poolWei: -1n })).toThrow(FactorOutOfRangeError)
  expect(() => close([], { ...policy, operatorCapBps: 10_001 })).toThrow(FactorOutOfRangeError)
})
