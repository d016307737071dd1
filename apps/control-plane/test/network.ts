import {
  type Address,
  type Bytes32,
  batchDigest,
  buildMerkleTree,
  type Candle,
  type Hex,
  type NodeId,
  type Prediction,
  predictionLeaf,
  type RoundManifest,
  type RoundParameters,
  type Signature,
  type SigningDomain,
  type SubmitPredictions,
  type Tier,
} from '@noderr/protocol'
import { freezeTerms } from '@noderr/scoring'
import { seededRandom } from '@noderr/testkit'
import pg from 'pg'
import { privateKeyToAccount } from 'viem/accounts'
import { recordCandles } from '../src/candles/index.ts'
import { inTransaction } from '../src/db/index.ts'
import type { Network } from '../src/network/index.ts'
import { nextCloseTime, publishRound, type Submitter } from '../src/predictions/index.ts'
import { startTestServices, type TestServices } from './services.ts'

export const HOUR = 3_600_000
/** Where the test market stands when a test begins: a whole hour. */
export const START = Date.parse('2023-01-01T00:00:00Z')
export const SERIES = { symbol: 'BTCUSDT', intervalMs: HOUR } as const
/** A node of a test, which signs as a real one does. */
export interface TestNode extends Submitter {
  sign(
    batch: Partial<SubmitPredictions['batch']>,
    predictions: readonly Prediction[],
    domain?: SigningDomain,
  ): Promise<SubmitPredictions>
}

export interface TestNetwork {
  readonly services: TestServices
  readonly network: Network
  /** The close of the candle that forms now. */
  nextClose(): number
  /** Moves the market, and with it the wall: the test market runs on real time. */
  advanceTo(marketMs: number): void
  addNode(tier: Tier): Promise<TestNode>
  /** Publishes a round over made-up candles; give the close of its candle. */
  publish(kind: 'direction' | 'regime', closeTime: number): Promise<RoundManifest>
  close(): Promise<void>
}

/** A network at market time {@link START}, without candles, rounds or nodes. */
export async function startTestNetwork(): Promise<TestNetwork> {
  const services = await startTestServices({}, START)
  const { db, clock, network } = services
  const [parameters] = network.rounds as [RoundParameters]
  let nodes = 0
  return {
    services,
    network,
    nextClose: () => nextCloseTime(parameters, network.clock.now()),
    advanceTo: (marketMs) => clock.advance(marketMs - network.clock.now()),
    addNode: (tier) => addNode(services, network.domain, tier, ++nodes),
    async publish(kind, closeTime) {
      const terms = freezeTerms(kind, madeUpCandles(closeTime - HOUR, 1_000), 1)
      await inTransaction(db, (tx) =>
        publishRound(tx, network, { parameters, kind, closeTime, terms, priceSources: ['test'] }),
      )
      const row = await db
        .selectFrom('rounds')
        .select('manifest')
        .where('kind', '=', kind)
        .where('close_time', '=', String(closeTime))
        .executeTakeFirstOrThrow()
      return row.manifest as RoundManifest
    },
    close: () => services.close(),
  }
}

/** A prediction of a node for a round, 20/50/30 unless told otherwise. */
export function predict(node: Submitter, round: RoundManifest, said: Partial<Prediction> = {}): Prediction {
  const { kind, lane, symbol, intervalMs, horizonMs, closeTime } = round
  return {
    ...{ kind, lane, symbol, intervalMs, horizonMs, closeTime },
    nodeId: node.nodeId,
    keyId: node.keyId,
    p0: 2_000,
    p1: 5_000,
    p2: 3_000,
    abstainCode: 0,
    modelDigest: bytes32(11),
    profile: 'exact',
    featureDigest: bytes32(12),
    inputHash: bytes32(13),
    salt: bytes32(14),
    ...said,
  }
}

/** Made-up hourly candles without a gap, the last one closing at `until`; the same for the same times. */
export function madeUpCandles(until: number, count: number): Candle[] {
  return Array.from({ length: count }, (_, index) => {
    const closeTime = until - (count - 1 - index) * HOUR
    const [open, close] = [priceAt(closeTime - HOUR), priceAt(closeTime)]
    const wick = 1 + 0.002 * (1 + Math.cos(closeTime / 5_000_000))
    return {
      openTime: closeTime - HOUR,
      closeTime,
      open,
      close,
      high: Math.max(open, close) * wick,
      low: Math.min(open, close) / wick,
      volume: 1,
    }
  })
}

export async function keepCandles({ services }: TestNetwork, candles: readonly Candle[]): Promise<void> {
  await inTransaction(services.db, (tx) => recordCandles(tx, SERIES, candles, 'test'))
}

export function bytes32(n: number): Bytes32 {
  return `0x${n.toString(16).padStart(64, '0')}` as Bytes32
}

function priceAt(time: number): number {
  const hour = Math.round(time / HOUR)
  return 20_000 * Math.exp(0.01 * seededRandom(hour)())
}

async function addNode(
  services: TestServices,
  domain: SigningDomain,
  tier: Tier,
  number: number,
): Promise<TestNode> {
  const [wallet, hot] = [account(100 + number), account(200 + number)]
  const nodeId = bytes32(1_000 + number) as string as NodeId
  const [operator, keyId] = [wallet.address as string as Address, hot.address as string as Address]
  await insertNode(services.url, { nodeId, operator, keyId, tier, number })
  return {
    nodeId,
    keyId,
    operator,
    tier,
    sign: (batch, predictions, other = domain) =>
      signBatch(other, hot, { nodeId, keyId, ...batch }, predictions),
  }
}

async function signBatch(
  domain: SigningDomain,
  key: ReturnType<typeof account>,
  given: Partial<SubmitPredictions['batch']> & Pick<SubmitPredictions['batch'], 'nodeId' | 'keyId'>,
  predictions: readonly Prediction[],
): Promise<SubmitPredictions> {
  const { root } = buildMerkleTree(predictions.map(predictionLeaf))
  const batch = {
    leaseEpoch: '1',
    sequence: '1',
    root,
    count: predictions.length,
    issuedAt: START,
    expiresAt: START + 1_000 * HOUR,
    ...given,
  }
  const signature = (await key.sign({ hash: batchDigest(domain, batch) })) as string as Signature
  return { batch, signature, predictions: [...predictions] }
}

function account(seed: number) {
  return privateKeyToAccount(bytes32(seed) as Hex)
}

interface NodeRow {
  readonly nodeId: NodeId
  readonly operator: Address
  readonly keyId: Address
  readonly tier: Tier
  readonly number: number
}

/** Onboarding has tests of its own; here a node is simply there, enrolled and holding lease 1. */
async function insertNode(url: string, { nodeId, operator, keyId, tier, number }: NodeRow): Promise<void> {
  const owner = new pg.Client({ connectionString: url })
  await owner.connect()
  const digest = `sha256:${'0'.repeat(64)}`
  const { rows } = await owner.query<{ id: number }>(
    `INSERT INTO operator_applications
      (email, wallet_address, tier, submitted_at, status, digest, approved_digest, reviewed_by, reviewed_at)
      VALUES ($1, $2, $3, now(), 'approved', $4, $4, 'test', now()) RETURNING id`,
    [`node${number}@example.org`, operator, tier, digest],
  )
  const credential = await owner.query<{ id: number }>(
    `INSERT INTO operator_credentials (application_id, operator_address, node_id, api_key, tier)
      VALUES ($1, $2, $3, $4, $5) RETURNING id`,
    [rows[0]?.id, operator, nodeId, `noderr_${String(number).padStart(32, '0')}`, tier],
  )
  await owner.query(
    `INSERT INTO nodes (node_id, credential_id, operator_address, tier, enrolled_at, lease_epoch)
      VALUES ($1, $2, $3, $4, now(), 1)`,
    [nodeId, credential.rows[0]?.id, operator, tier],
  )
  await owner.query(
    `INSERT INTO node_keys
      (key_id, node_id, delegation, delegation_signature, delegation_hash, not_before, not_after, enrolled_at)
      VALUES ($1, $2, '{}', '0x', $3, now(), now() + interval '1 day', now())`,
    [keyId, nodeId, bytes32(5_000 + number)],
  )
  await owner.end()
}
