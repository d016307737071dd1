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

/** What became of a promise. */
export type Publication = 'published' | 'known' | 'too-late'

/**
 * Promises a round before it opens: signs its manifest with the receipt key and assigns the nodes that are enrolled
 * now and whose tier answers its kind. A round that was published before stays as it was.
 *
 * @returns `known` when it was published before, `too-late` when it has opened meanwhile: then it never was.
 */
export async function publishRound(tx: Tx, network: Network, round: RoundToPublish): Promise<Publication> {
  const manifest = manifestOf(round)
  if (network.clock.now() >= manifest.opensAt) return 'too-late'
  const signed = await signManifest(network, manifest)
  const nodes = await listAssignable(tx)
  const assigned = nodes.filter(({ tier }) => kindOfTier(tier) === round.kind).map(({ nodeId }) => nodeId)
  return (await insertRound(tx, signed, assigned)) ? 'published' : 'known'
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
