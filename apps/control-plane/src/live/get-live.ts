import { INTERVALS } from '@noderr/protocol'
import { getCandles } from '../candles/index.ts'
import type { Services } from '../context/index.ts'
import type { Db } from '../db/index.ts'
import type { Network } from '../network/index.ts'
import { getEpoch, listEpochs } from '../rewards/index.ts'
import type { NetworkLive } from './live.ts'
import { findLogHead, listNodes, listRounds, listScores } from './store.ts'

const CANDLES = 200
/** As many closes as candles, for every kind. */
const ROUNDS = 400
/** The mean of a node's scores is taken over its last so many rounds. */
const SCORED_ROUNDS = 500

/** The network as anyone may see it now; of a prediction nothing before its round has settled. */
export async function getLive({
  db,
  clock,
  network,
}: Pick<Services, 'db' | 'clock' | 'network'>): Promise<NetworkLive> {
  const marketTime = network.clock.now()
  const about = aboutOf(network)
  const [nodes, candles, rounds, scores, epoch, log] = await Promise.all([
    listNodes(db, clock.now()),
    getCandles(db, about, { last: CANDLES, beforeMs: marketTime }),
    listRounds(db, marketTime, ROUNDS),
    listScores(db, SCORED_ROUNDS),
    findLastEpoch(db),
    findLogHead(db),
  ])
  const said = { networkId: network.networkId, chainId: network.chainId, ...about, marketTime }
  return {
    network: { ...said, speed: network.clock.setting.speed },
    nodes,
    candles: candles.map(({ openTime, open, high, low, close }) => ({ openTime, open, high, low, close })),
    rounds,
    scores,
    epoch,
    log,
  }
}

async function findLastEpoch(db: Db) {
  const [last] = await listEpochs(db, 1)
  return last ? getEpoch(db, last.epoch) : null
}

function aboutOf({ rounds: [parameters] }: Network) {
  if (!parameters) return { symbol: '', intervalMs: 0, horizonMs: 0 }
  const { symbol, interval, horizonMs } = parameters
  return { symbol, intervalMs: INTERVALS[interval], horizonMs }
}
