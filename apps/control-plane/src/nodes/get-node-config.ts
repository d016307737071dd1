import type { NetworkInfo, NodeConfig } from '@noderr/protocol'
import type { Context } from '../context/index.ts'
import type { ApiKeyHolder } from '../credentials/index.ts'
import { hasLiveKey } from './store.ts'

const HEARTBEAT_INTERVAL_MS = 15_000

/** What a node needs to run: its tier, whether its key is enrolled, and the network's clock and rounds. */
export async function getNodeConfig(
  ctx: Pick<Context, 'db' | 'clock'>,
  network: NetworkInfo,
  { nodeId, tier }: ApiKeyHolder,
): Promise<NodeConfig> {
  const enrolled = await hasLiveKey(ctx.db, nodeId, new Date(ctx.clock.now()))
  return { ...network, nodeId, tier, enrolled, heartbeatIntervalMs: HEARTBEAT_INTERVAL_MS }
}
