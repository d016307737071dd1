import { type RoundManifest, verifyMerkleProof } from '@noderr/protocol'
import { rewardLeaf } from '@noderr/scoring'
import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  HOUR,
  keepCandles,
  madeUpCandles,
  predict,
  startTestNetwork,
  type TestNetwork,
  type TestNode,
} from '../../test/network.ts'
import { inTransaction } from '../db/index.ts'
import { submitPredictions } from '../predictions/index.ts'
import { scoreRound } from '../scores/index.ts'
import { closeEpoch, findDueEpoch, openBooks } from './close-epoch.ts'
import { EpochNotFoundError, getEpoch, listEpochs } from './list-epochs.ts'

const EPOCH = 6
let test: TestNetwork
let steady: TestNode
let lazy: TestNode

beforeAll(async () => {
  test = await startTestNetwork()
  steady = await test.addNode('oracle')
  lazy = await test.addNode('oracle')
})
afterAll(() => test.close())

const close = () => closeEpoch(test.services.db, test.network)

/** One epoch of rounds: the steady node answers all, the lazy one every other; all but the last scored. */
async function playEpoch(sequence: number): Promise<RoundManifest[]> {
  const rounds: RoundManifest[] = []
  for (let index = 0; index < EPOCH; index += 1) {
    const closeTime = test.nextClose()
    const round = await test.publish('direction', closeTime)
    rounds.push(round)
    test.advanceTo(closeTime + 1_000)
    for (const node of index % 2 === 0 ? [steady, lazy] : [steady]) {
      const batch = await node.sign({ sequence: String(sequence + index) }, [predict(node, round)])
      await submitPredictions({ db: test.services.db, network: test.network }, node, batch)
    }
  }
  const end = (rounds.at(-1)?.closeTime ?? 0) + HOUR
  await keepCandles(test, madeUpCandles(end, EPOCH + 2))
  test.advanceTo(end)
  for (const round of rounds.slice(0, -1)) await scoreRound(test.services.db, test.network, round.roundId)
  return rounds
}

it('closes an epoch once all its rounds have their outcome, and pays for work on time', async () => {
  const rounds = await playEpoch(1)
  expect(await close()).toBeUndefined()
  const last = rounds.at(-1)?.roundId ?? expect.fail('no round')
  await scoreRound(test.services.db, test.network, last)
  const epoch = await close()
  expect(epoch).toMatchObject({ epoch: 0, fromMs: rounds[0]?.closeTime })
  const view = await getEpoch(test.services.db, 0)
  expect(view).toMatchObject({ rounds: EPOCH, root: epoch?.closed.root })
  expect(view.statements).toMatchObject([
    {
      nodeId: steady.nodeId,
      assignedRounds: 6,
      onTimePredictions: 6,
      factors: { uptimeBps: { bps: 10_000, source: 'measured' } },
    },
    {
      nodeId: lazy.nodeId,
      assignedRounds: 6,
      onTimePredictions: 3,
      factors: { uptimeBps: { bps: 5_005, source: 'measured' } },
    },
  ])
  const [paidSteady, paidLazy] = view.statements.map(({ amountWei }) => BigInt(amountWei))
  expect(paidLazy).toBeGreaterThan(0n)
  expect(paidSteady).toBeGreaterThan(paidLazy ?? 0n)
})

it('gives every wallet a leaf whose proof leads to the root', async () => {
  const { root } = await getEpoch(test.services.db, 0)
  const leaves = await test.services.db.selectFrom('reward_leaves').selectAll().execute()
  expect(leaves).toHaveLength(2)
  for (const { wallet, amount_wei, leaf, proof } of leaves) {
    expect(leaf).toBe(rewardLeaf(wallet as typeof steady.operator, BigInt(amount_wei)))
    expect(
      verifyMerkleProof(root ?? expect.fail('no root'), leaf as typeof root & string, proof as never),
    ).toBe(true)
  }
})

it('gives the same root when an epoch is closed twice, and again after a crash', async () => {
  const before = await getEpoch(test.services.db, 0)
  expect(await Promise.all([close(), close()])).toEqual([undefined, undefined])
  const span = { epoch: 0, fromMs: before.from, toMs: before.to }
  const again = await inTransaction(test.services.db, (tx) => openBooks(tx, test.network, span))
  expect(again.closed.root).toBe(before.root)
  expect(await getEpoch(test.services.db, 0)).toEqual(before)
})

it('goes on with the next epoch where the last one ended, with what it left in the pool', async () => {
  const rounds = await playEpoch(101)
  await scoreRound(test.services.db, test.network, rounds.at(-1)?.roundId ?? expect.fail('no round'))
  const closed = await Promise.all([close(), close()])
  expect(closed.filter((one) => one !== undefined)).toHaveLength(1)
  const [second, first] = await listEpochs(test.services.db)
  expect(second).toMatchObject({ epoch: 1, from: first?.to })
  expect(BigInt(second?.poolWei ?? 0)).toBe(10_000n * 10n ** 18n + BigInt(first?.rolloverWei ?? 0))
  const [statement] = (await getEpoch(test.services.db, 1)).statements
  expect(statement?.factors.trustBps).toMatchObject({ source: 'measured' })
})

it('says which epochs are not closed', async () => {
  await expect(getEpoch(test.services.db, 7)).rejects.toThrow(EpochNotFoundError)
  expect(await findDueEpoch(test.services.db, test.network)).toBeUndefined()
})
