import {
  canonicalJson,
  INTERVALS,
  type Kind,
  type RoundKey,
  type RoundManifest,
  type RoundParameters,
  roundIdOf,
  roundManifestStruct,
  type SignedRoundManifest,
  signingDigest,
} from '@noderr/protocol'
import type { RoundTerms } from '@noderr/scoring'
import { keccak256, stringToHex } from 'viem'
import type { Tx } from '../db/index.ts'
import type { Network } from '../network/index.ts'

import { kindOfTier } from './round.ts'
import { insertRound, listAssignable } from './store.ts'

/** A round that is about to be promised. */
export interface RoundToPublish {
  readonly parameters: RoundParameters
  readonly kind: Kind
  /** The close of the candle that the round's predictions are made on, market ms. */
  readonly closeTime: number
  readonly terms: RoundTerms
  readonly priceSources: readonly string[]
}

/**
 * Promises a round before it opens: signs its manifest with the receipt key and assigns the nodes that are enrolled
 * now and whose tier answers its kind. A round that was published before stays as it was.
 *
 * @returns False when it was published before.
 * @throws {@link RoundOpenAlreadyError} when it opens before it could be published.
 */
export async function publishRound(tx: Tx, network: Network, round: RoundToPublish): Promise<boolean> {
  const manifest = manifestOf(round)
  const now = network.clock.now()
  if (now >= manifest.opensAt) throw new RoundOpenAlreadyError(manifest, now)
  const signed = await signManifest(network, manifest)
  const nodes = await listAssignable(tx)
  const assigned = nodes.filter(({ tier }) => kindOfTier(tier) === round.kind).map(({ nodeId }) => nodeId)
  return insertRound(tx, signed, assigned)
}

function manifestOf({ parameters, kind, closeTime, terms, priceSources }: RoundToPublish): RoundManifest {
  const { lane, symbol, interval, horizonMs, deadlineMs } = parameters
  const key: RoundKey = { kind, lane, symbol, intervalMs: INTERVALS[interval], horizonMs, closeTime }
  return {
    ...key,
    roundId: roundIdOf(key),
    opensAt: closeTime,
    submitBy: closeTime + deadlineMs,
    settlesAt: closeTime + horizonMs,
    sigmaE9: terms.sigmaE9,
    lowerE9: terms.lowerE9,
    upperE9: terms.upperE9,
    baseRateBps: [...terms.baseRateBps],
    reference: 'next-open',
    priceSources: [...priceSources],
  }
}

async function signManifest(network: Network, manifest: RoundManifest): Promise<SignedRoundManifest> {
  const { roundId, opensAt, submitBy, settlesAt } = manifest
  const manifestHash = keccak256(stringToHex(canonicalJson(manifest)))
  const value = { roundId, opensAt, submitBy, settlesAt, manifestHash }
  const digest = signingDigest(network.domain, roundManifestStruct, value)
  return { manifest, signature: await network.receiptKey.sign(digest) }
}

/** The promise would come too late to be one. */
export class RoundOpenAlreadyError extends Error {
  override readonly name = 'RoundOpenAlreadyError'
  readonly code = 'round.open-already'
  readonly closeTime: number

  constructor({ kind, symbol, closeTime }: RoundManifest, now: number) {
    super(
      `the ${kind} round of ${symbol} at ${closeTime} cannot be published at ${now}: it has opened; it is left out`,
    )
    this.closeTime = closeTime
  }
}
