import type { Kind, Tier } from '@noderr/protocol'
import type { LiveRound, NetworkLive } from '../live/network-live.ts'

/** One round in a strip, under the candle that it was about. */
export interface StripCell {
  /** The open of the first candle of the round's horizon: the close that the prediction was made on. */
  readonly openTime: number
  readonly state: 'settled' | 'abstained' | 'late' | 'sealed' | 'void'
  /** Basis points of the three classes; null unless settled with an opinion that came on time. */
  readonly bps: readonly [number, number, number] | null
  readonly outcome: 0 | 1 | 2 | null
  /** Whether no other class was thought likelier than the one that happened; null without opinion or outcome. */
  readonly isRight: boolean | null
  readonly score: number | null
}

/** The rounds of one kind as one node saw them. */
export interface Strip {
  readonly nodeId: string
  readonly tier: Tier
  readonly kind: Kind
  readonly release: string
  readonly cells: readonly StripCell[]
}

/** More strips than this would leave no room for the candles. */
export const MAX_STRIPS = 4

/**
 * Picks the strips to draw: for each kind and model the node that answered most rounds, ties by node id, higher tiers
 * first, at most {@link MAX_STRIPS}.
 */
export function stripsOf(live: Pick<NetworkLive, 'nodes' | 'rounds' | 'scores'>): Strip[] {
  const byModel = new Map<string, Strip & { readonly rounds: number }>()
  for (const { nodeId, kind, rounds } of live.scores) {
    const node = live.nodes.find((one) => one.nodeId === nodeId)
    if (!node?.release) continue
    const { modelId, version } = node.release
    const known = byModel.get(`${kind} ${modelId}`)
    if (known && (known.rounds > rounds || (known.rounds === rounds && known.nodeId < nodeId))) continue
    const strip = { nodeId, tier: node.tier, kind, release: `${modelId} ${version}`, cells: [], rounds }
    byModel.set(`${kind} ${modelId}`, strip)
  }
  return [...byModel.values()]
    .sort((a, b) => (a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : b.rounds - a.rounds))
    .slice(0, MAX_STRIPS)
    .map(({ rounds: _, ...strip }) => ({ ...strip, cells: cellsOf(live.rounds, strip) }))
}

/** The open time of the newest round that any strip knows the outcome of. */
export function newestSettled(strips: readonly Strip[]): number | undefined {
  const newest = strips.flatMap(({ cells }) => cells.findLast(({ state }) => state === 'settled') ?? [])
  return newest.length > 0 ? Math.max(...newest.map(({ openTime }) => openTime)) : undefined
}

function cellsOf(rounds: readonly LiveRound[], strip: Strip): StripCell[] {
  return rounds
    .filter(({ kind }) => kind === strip.kind)
    .flatMap((round) => cellOf(round, strip.nodeId) ?? [])
}

function cellOf(round: LiveRound, nodeId: string): StripCell | null {
  const bare = { openTime: round.closeTime, bps: null, outcome: round.outcome, isRight: null, score: null }
  if (round.status === 'open') return { ...bare, state: 'sealed' }
  if (round.status === 'void') return { ...bare, state: 'void' }
  const prediction = round.predictions.find((one) => one.nodeId === nodeId)
  if (!prediction) return null
  const { bps, score } = prediction
  if (bps === null) return { ...bare, state: 'abstained' }
  // Of a settled round only what came too late has no score; a contradicted prediction has the score 0.
  if (score === null) return { ...bare, state: 'late' }
  const isRight = round.outcome === null ? null : bps[round.outcome] === Math.max(...bps)
  return { ...bare, state: 'settled', bps, isRight, score }
}
