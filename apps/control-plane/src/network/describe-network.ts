import type { NetworkInfo } from '@noderr/protocol'
import type { Network } from './network.ts'

/** What anyone may know of the network before saying anything to it: the answer of `GET /api/network`. */
export function describeNetwork(network: Network, softwareVersion: string): NetworkInfo {
  const { networkId, chainId, receiptKey, rounds, roundsPerEpoch, clock, timestampKey } = network
  return {
    networkId,
    chainId,
    receiptKey: receiptKey.address,
    rounds: [...rounds],
    clock: clock.setting,
    timestampKey: timestampKey.publicKey,
    roundsPerEpoch,
    softwareVersion,
  }
}
