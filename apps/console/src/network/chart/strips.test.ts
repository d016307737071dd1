import { expect, it } from 'vitest'
import type { LiveNode, LiveRound } from '../live/network-live.ts'
import { MAX_STRIPS, newestSettled, stripsOf } from './strips.ts'

const node = (nodeId: string, modelId: string): LiveNode => ({
  nodeId,
  tier: 'oracle',
  operator: '0x0a',
  release: { modelId, version: '1.0.0' },
  state: 'online',
  lastPrediction: null,
  latencyP50Ms: null,
  latencyP99Ms: null,
  receipts: 1,
  abstentions: 0,
  uptimeBps: null,
})
const score = (nodeId: string, rounds: number) => ({
  nodeId,
  kind: 'direction' as const,
  rounds,
  meanScore: 1,
  climatology: 1,
  persistence: null,
  crowd: null,
  gainInterval: null,
})
const round = (closeTime: number, over: Partial<LiveRound>): LiveRound => ({
  kind: 'direction',
  closeTime,
  settlesAt: closeTime + 1,
  status: 'settled',
  outcome: 2,
  valueE9: 7,
  lowerE9: -5,
  upperE9: 5,
  predictions: [],
  ...over,
})
const one = { nodes: [node('0x01', 'a')], scores: [score('0x01', 9)] }

it('puts a prediction under the candle that it was about', () => {
  const rounds = [round(1_000, { predictions: [{ nodeId: '0x01', bps: [3_000, 3_000, 4_000], score: 5 }] })]
  expect(stripsOf({ ...one, rounds })[0]?.cells).toEqual([
    { openTime: 1_000, state: 'settled', bps: [3_000, 3_000, 4_000], outcome: 2, isRight: true, score: 5 },
  ])
})

it('calls a prediction wrong when another class was thought likelier than the one that happened', () => {
  const rounds = [round(1_000, { predictions: [{ nodeId: '0x01', bps: [3_001, 4_000, 2_999], score: 5 }] })]
  expect(stripsOf({ ...one, rounds })[0]?.cells[0]?.isRight).toBe(false)
})

it('shows nothing of a round that has not settled, even when it was sent', () => {
  const sent = [{ nodeId: '0x01', bps: [1, 1, 9_998] as const, score: null }]
  const rounds = [round(1_000, { status: 'open', outcome: null, predictions: sent })]
  expect(stripsOf({ ...one, rounds })[0]?.cells).toEqual([
    { openTime: 1_000, state: 'sealed', bps: null, outcome: null, isRight: null, score: null },
  ])
})

it('tells an abstention, a late prediction, a void round and silence apart', () => {
  const rounds = [
    round(1_000, { predictions: [{ nodeId: '0x01', bps: null, score: null }] }),
    round(2_000, { status: 'void', outcome: null }),
    round(3_000, {}),
    round(4_000, { predictions: [{ nodeId: '0x01', bps: [1, 1, 9_998], score: null }] }),
  ]
  const states = stripsOf({ ...one, rounds })[0]?.cells.map(({ openTime, state }) => [openTime, state])
  expect(states).toEqual([
    [1_000, 'abstained'],
    [2_000, 'void'],
    [4_000, 'late'],
  ])
})

it('leaves the rounds of the other kind to the other strips', () => {
  expect(stripsOf({ ...one, rounds: [round(1_000, { kind: 'regime' })] })[0]?.cells).toEqual([])
})

it('draws for each model the node with the most rounds, ties by node id', () => {
  const nodes = [node('0x03', 'a'), node('0x02', 'a'), node('0x01', 'a'), node('0x04', 'b')]
  const scores = [score('0x03', 9), score('0x02', 9), score('0x01', 5), score('0x04', 1)]
  expect(stripsOf({ nodes, scores, rounds: [] }).map(({ nodeId }) => nodeId)).toEqual(['0x02', '0x04'])
})

it('knows the newest round with an outcome, past those that are sealed', () => {
  const settled = round(1_000, { predictions: [{ nodeId: '0x01', bps: [1, 1, 9_998], score: 1 }] })
  const open = round(2_000, { status: 'open', outcome: null })
  expect(newestSettled(stripsOf({ ...one, rounds: [settled, open] }))).toBe(1_000)
  expect(newestSettled(stripsOf({ ...one, rounds: [open] }))).toBeUndefined()
})

it('leaves room for the candles however many models there are', () => {
  const names = Array.from({ length: 9 }, (_, index) => `0x0${index}`)
  const nodes = names.map((name) => node(name, name))
  expect(stripsOf({ nodes, scores: names.map((name) => score(name, 1)), rounds: [] })).toHaveLength(
    MAX_STRIPS,
  )
})

it('draws no strip for a node whose release is not known', () => {
  const nodes = [{ ...node('0x01', 'a'), release: null }]
  expect(stripsOf({ nodes, scores: [score('0x01', 1)], rounds: [] })).toEqual([])
})
