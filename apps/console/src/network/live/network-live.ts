import type { ApiOutputs } from '../../api/client.ts'

/** What the page shows: the answer of `network.live`. Basis points, market milliseconds, wei as decimal strings. */
export type NetworkLive = ApiOutputs['network']['live']

export type LiveNode = NetworkLive['nodes'][number]
export type LiveCandle = NetworkLive['candles'][number]
export type LiveRound = NetworkLive['rounds'][number]
export type LivePrediction = LiveRound['predictions'][number]
export type LiveScore = NetworkLive['scores'][number]
