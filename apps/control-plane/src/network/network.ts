import type { Bytes32, Clock, Hex, RoundParameters, SigningDomain } from '@noderr/protocol'
import type { ChannelKey } from '@noderr/releases'
import type { Db } from '../db/index.ts'
import { loadClock } from './clock-store.ts'
import { MarketClock, type ReplaySetting } from './market-clock.ts'
import { openReceiptKey, type ReceiptKey } from './receipt-key.ts'
import { openTimestampKey } from './timestamp-key.ts'

/** How a network is set up; the same for api and worker. */
export interface NetworkSetup {
  readonly networkId: Bytes32
  readonly chainId: number
  /** Which rounds open at the close of each candle. */
  readonly rounds: readonly RoundParameters[]
  /** Closes of a candle in one reward epoch. */
  readonly roundsPerEpoch: number
  /** Undefined: real time. */
  readonly replay: ReplaySetting | undefined
}

/** The network as one process of the control plane sees it: what it signs with, and by which clock. */
export interface Network extends Omit<NetworkSetup, 'replay'> {
  readonly domain: SigningDomain
  /** Signs receipts and round manifests. */
  readonly receiptKey: ReceiptKey
  /** Signs that a release channel is still the newest. */
  readonly timestampKey: ChannelKey
  readonly clock: MarketClock
}

/** What a process has to bring. */
export interface NetworkParts {
  readonly db: Db
  readonly clock: Clock
  readonly secrets: { readonly receiptKey: Hex; readonly timestampSeed: string }
}

/** Reads the network's clock, or starts it when this is the first process that asks. */
export async function openNetwork(
  { db, clock, secrets }: NetworkParts,
  setup: NetworkSetup,
): Promise<Network> {
  const { networkId, chainId, rounds, roundsPerEpoch, replay } = setup
  const setting = await loadClock(db, { chainId, replay, wallMs: clock.now() })
  return {
    networkId,
    chainId,
    rounds,
    roundsPerEpoch,
    domain: { chainId, networkId },
    receiptKey: openReceiptKey(secrets.receiptKey),
    timestampKey: openTimestampKey(secrets.timestampSeed),
    clock: new MarketClock(setting, clock),
  }
}
