import { ReplaySource } from '@noderr/market'
import {
  type Candle,
  canonicalJson,
  roundManifestStruct,
  type Signature,
  signingDigest,
} from '@noderr/protocol'
import { keccak256, stringToHex } from 'viem'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { HOUR, madeUpCandles, SERIES, START, startTestNetwork, type TestNetwork } from '../test/network.ts'
import { recoverSigner } from './auth/index.ts'
import { getCandles } from './candles/index.ts'
import { Market, type PriceSource } from './market.ts'
import { HISTORY_CANDLES, listRounds, TermsBook } from './predictions/index.ts'

let test: TestNetwork
beforeAll(async () => {
  test = await startTestNetwork()
})
afterAll(() => test.close())

/** The candles of a file as a replay shows them; the one that closes at `gapAt` is missing. */
function sourceOf(gapAt?: number): PriceSource {
  const candles = madeUpCandles(START + 100 * HOUR, 2_100).filter(({ closeTime }) => closeTime !== gapAt)
  const { clock, network } = { clock: test.services.clock, network: test.network }
  const settings = { market: network.clock.setting, clock, sleep: async () => {} }
  return { name: 'test', candles: new ReplaySource(candles, settings) }
}
const tick = (source = sourceOf()) => new Market(test.network, source).tick(test.services.db)
const roundsAfter = async (marketMs: number) => await listRounds(test.services.db, marketMs)
const jobs = async () =>
  (await test.services.db.selectFrom('rounds').select('settles_at').where('settled', '=', false).execute())
    .length

it('publishes the rounds of the next close before they open, signed by the receipt key', async () => {
  test.advanceTo(START + 20)
  await tick()
  const published = await roundsAfter(START)
  expect(published.map(({ manifest }) => [manifest.kind, manifest.opensAt])).toEqual(
    expect.arrayContaining([
      ['direction', START + HOUR],
      ['regime', START + HOUR],
    ]),
  )
  for (const { manifest, signature } of published) {
    const { roundId, opensAt, submitBy, settlesAt } = manifest
    const manifestHash = keccak256(stringToHex(canonicalJson(manifest)))
    const value = { roundId, opensAt, submitBy, settlesAt, manifestHash }
    const digest = signingDigest(test.network.domain, roundManifestStruct, value)
    expect(await recoverSigner(digest, signature as Signature)).toBe(test.network.receiptKey.address)
  }
})

it('keeps a published manifest as it is, however often the market steps', async () => {
  const before = await roundsAfter(START)
  await tick()
  await Promise.all([tick(), tick()])
  expect(await roundsAfter(START)).toEqual(before)
})

it('keeps only candles that have closed, each once', async () => {
  const kept: Candle['closeTime'][] = (
    await test.services.db.selectFrom('candles').select('close_time').orderBy('close_time').execute()
  ).map((row) => Number(row.close_time))
  expect(kept.at(-1)).toBe(START)
  expect(new Set(kept).size).toBe(kept.length)
  expect(kept).toHaveLength(2_000)
})

it('promises no round over a missing candle, and goes on after it', async () => {
  const before = await jobs()
  test.advanceTo(START + HOUR + 20)
  await tick(sourceOf(START + HOUR))
  expect(await jobs()).toBe(before)
  test.advanceTo(START + 2 * HOUR + 20)
  await tick(sourceOf(START + HOUR))
  expect((await roundsAfter(START + 2 * HOUR)).map(({ manifest }) => manifest.opensAt)).toEqual([
    START + 3 * HOUR,
    START + 3 * HOUR,
  ])
})

it('gives the same terms to a worker that has run on and to one that has just started', async () => {
  const running = new Market(test.network, sourceOf())
  test.advanceTo(START + 4 * HOUR + 20)
  await running.tick(test.services.db)
  test.advanceTo(START + 5 * HOUR + 20)
  await running.tick(test.services.db)
  const kept = await listRounds(test.services.db, START + 5 * HOUR)
  const book = new TermsBook(test.network.rounds[0] ?? expect.fail('no rounds'))
  const span = { last: HISTORY_CANDLES, beforeMs: START + 5 * HOUR }
  book.take(await getCandles(test.services.db, SERIES, span))
  for (const { manifest } of kept)
    expect(manifest).toMatchObject({
      sigmaE9: book.terms().get(manifest.kind)?.sigmaE9,
      lowerE9: book.terms().get(manifest.kind)?.lowerE9,
      baseRateBps: book.terms().get(manifest.kind)?.baseRateBps,
    })
  expect(kept).toHaveLength(2)
})
