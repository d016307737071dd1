import {
  type MarketClockSetting,
  marketTimeAt,
  type Network,
  PATHS,
  type RoundParameters,
} from '@noderr/protocol'
import { httpMetadataSource, ReleaseChannel, writeDurably } from '@noderr/releases'
import { BackOff, pause } from './back-off.ts'
import { findKnownNetwork, joinNetwork, requireOwnNetwork } from './join-network.ts'
import { describeError } from './log.ts'
import { readNetworkOf } from './models/release-sync.ts'
import { readTrustedRoot } from './models/trusted-root.ts'
import type { NodeContext } from './node-context.ts'
import type { NodeGround } from './node-ground.ts'

/** The network as this node knows it: from its signed channel, and its clock. */
export interface OpenNetwork {
  readonly channel: ReleaseChannel
  /** The newest verified description. */
  readonly description: () => Network
  /** Takes a newer description. @throws {@link NetworkMismatchError}. */
  readonly adopt: (network: Network) => void
  /** The round that this node predicts at each close. */
  readonly round: RoundParameters
  readonly clock: MarketClockSetting
  /** Market milliseconds. */
  readonly marketNow: () => number
  readonly heartbeatIntervalMs: number
}

const FIRST_RETRY_MS = 250
const LONGEST_RETRY_MS = 30_000

/** The waiting times of every loop that talks to the control plane. */
export function networkBackOff({ random }: Pick<NodeContext, 'random'>): BackOff {
  return new BackOff({ firstMs: FIRST_RETRY_MS, mostMs: LONGEST_RETRY_MS, random })
}

/**
 * Joins the network and reads its description from the release channel, or from disk while the channel cannot be read.
 *
 * @throws what {@link joinNetwork} and {@link readTrustedRoot} throw.
 */
export async function openNetwork(
  context: NodeContext,
  ground: NodeGround,
  signal: AbortSignal,
): Promise<OpenNetwork> {
  const { config, dataDir, clock, fetch, log } = context
  const { controlPlane, key } = ground
  const channel = new ReleaseChannel({
    trustedRoot: readTrustedRoot(config.TRUST_ROOT ?? dataDir.trustRoot, config.CHAIN_ID),
    source: httpMetadataSource(config.CONTROL_PLANE_URL + PATHS.tufMetadata, fetch),
    directory: dataDir.channel,
    tiers: [config.NODE_TIER],
  })
  const backOff = networkBackOff(context)
  const welcome = await joinNetwork({ config, dataDir, controlPlane, key, clock, backOff, log }, signal)
  let known = findKnownNetwork(dataDir.network) ?? (await firstDescription(channel, context, signal))
  const adopt = (network: Network) => {
    requireOwnNetwork(config, network)
    if (JSON.stringify(network) !== JSON.stringify(known)) void keep(dataDir.network, network)
    known = network
  }
  adopt(known)
  await keep(dataDir.network, known)
  const [round] = known.rounds
  if (!round) throw new NoRoundsError()
  return {
    channel,
    description: () => known,
    adopt,
    round,
    clock: welcome.clock,
    marketNow: () => marketTimeAt(welcome.clock, clock.now()),
    heartbeatIntervalMs: config.HEARTBEAT_INTERVAL ?? welcome.heartbeatIntervalMs,
  }
}

async function firstDescription(
  channel: ReleaseChannel,
  context: NodeContext,
  signal: AbortSignal,
): Promise<Network> {
  const backOff = networkBackOff(context)
  for (;;) {
    signal.throwIfAborted()
    try {
      return await readNetworkOf(channel, await channel.refresh(signal), signal)
    } catch (error) {
      signal.throwIfAborted()
      const waitMs = backOff.next()
      const level = backOff.failures < 5 ? 'info' : 'warn'
      context.log[level]({ err: describeError(error), waitMs }, 'waiting for the release channel')
      await pause(waitMs, signal)
    }
  }
}

function keep(path: string, network: Network): Promise<void> {
  return writeDurably(path, Buffer.from(JSON.stringify(network)), 0o600)
}

/** Disposition: halt. */
class NoRoundsError extends Error {
  override readonly name = 'NoRoundsError'
  readonly code = 'network.no-rounds'
  readonly disposition = 'halt'

  constructor() {
    super('the network opens no rounds; its network.json must name some')
  }
}
