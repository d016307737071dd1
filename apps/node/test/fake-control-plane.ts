import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import {
  type Bytes32,
  batchDigest,
  buildMerkleTree,
  EMPTY_LOG_HEAD,
  type MarketClockSetting,
  marketTimeAt,
  type Network,
  type NodeConfig,
  nextLogHead,
  PATHS,
  type Prediction,
  predictionLeaf,
  type Receipt,
  ROUTES,
  type RoundId,
  receiptDigest,
  roundIdOf,
  type SessionGrant,
  type SignedReceipt,
  type SubmitAnswer,
  type SubmitPredictions,
  submitPredictionsSchema,
  type Tier,
} from '@noderr/protocol'
import type { ArtifactStore } from '@noderr/releases'
import { recoverAddress } from 'viem'
import { hotKeyOf } from '../src/identity/hot-key.ts'
import { SAMPLE_DOMAIN, SAMPLE_NODE_ID, SAMPLE_ROUND } from './sample-node.ts'

const RECEIPT_KEY = hotKeyOf(`0x${'44'.repeat(32)}`)

export const SAMPLE_NETWORK: Network = {
  ...SAMPLE_DOMAIN,
  receiptKey: RECEIPT_KEY.address,
  rounds: [{ ...SAMPLE_ROUND, kinds: [...SAMPLE_ROUND.kinds] }],
}

export interface FakeOptions {
  readonly tier: Tier
  /** The market clock, for each node that joins. */
  readonly clock: () => MarketClockSetting
  /** Serves the release channel. */
  readonly store: ArtifactStore
}

/**
 * A control plane in a few lines over real HTTP: it takes batches like the real one, remembers everything, and does on
 * request what goes wrong in the world.
 */
export class FakeControlPlane {
  readonly #server: Server
  readonly #options: FakeOptions
  readonly #answers = new Map<Bytes32, SubmitAnswer>()
  readonly #receiptOf = new Map<Bytes32, SignedReceipt>()
  #head = EMPTY_LOG_HEAD
  #size = 0
  /** What the node is bound to, by round: the first leaf that came. */
  readonly leaves = new Map<RoundId, Bytes32>()
  /** The digest that each sequence came with. */
  readonly sequences = new Map<string, Bytes32>()
  /** Everything that must never happen. */
  readonly offences: string[] = []
  readonly telemetry = new Map<number, unknown>()
  heartbeats = 0
  leaseEpoch = 1
  /** The greatest close of a prediction that was taken. */
  lastCloseTime = 0
  /** Whether sessions tell it, as they should. */
  tellsHighWater = true
  enrolled = true
  /** Asked before each answer to a batch; true takes the batch and hangs up without a word. */
  hangUp: () => boolean = () => false
  /** Asked before each artifact is served. */
  artifact: (bytes: Uint8Array) => Uint8Array = (bytes) => bytes
  /** Another copy of the node was there first, in every round. */
  equivocates = false
  /** Asked for each prediction; true says that its round has not opened yet. */
  isEarly: (prediction: Prediction) => boolean = () => false
  /** Called when a node asks for its configuration, before the answer. */
  onJoin: () => void = () => undefined
  /** Nobody answers while this is set. */
  isDown = false
  #streams = new Set<ServerResponse>()

  constructor(options: FakeOptions) {
    this.#options = options
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch((error: unknown) => {
        this.offences.push(`request failed: ${error}`)
        response.destroy()
      })
    })
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  /** Tells every listener that something was released. */
  pushRelease(): void {
    for (const stream of this.#streams) stream.write('event: release\ndata: {}\n\n')
  }

  get receipts(): number {
    return this.#receiptOf.size
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? '', 'http://x').pathname
    if (this.isDown) return void response.destroy()
    if (path === ROUTES.nodeConfig.path) {
      this.onJoin()
      return send(response, this.#config())
    }
    if (path === ROUTES.enrolNode.path) return send(response, this.#enrol(await body(request)))
    if (path === ROUTES.openSession.path) return send(response, this.#grant(await body(request)))
    if (path === ROUTES.heartbeat.path) {
      this.heartbeats += 1
      return send(response, { wallTime: Date.now(), marketTime: this.#marketNow() })
    }
    if (path === ROUTES.submitPredictions.path) return this.#submit(await body(request), response)
    if (path === ROUTES.sendTelemetry.path) return send(response, this.#takeTelemetry(await body(request)))
    if (path === PATHS.modelStream) return this.#openStream(response)
    const file = path.startsWith(PATHS.tufMetadata)
      ? await this.#options.store.find(`metadata/${path.slice(PATHS.tufMetadata.length)}`)
      : await this.#options.store.find(path.slice(PATHS.artifacts.length))
    if (!file) return void response.writeHead(404).end()
    response.end(path.startsWith(PATHS.artifacts) ? this.artifact(file) : file)
  }

  #config(): NodeConfig {
    return {
      ...SAMPLE_NETWORK,
      clock: this.#options.clock(),
      timestampKey: { keytype: 'ed25519', scheme: 'ed25519', keyval: { public: '' } },
      roundsPerEpoch: 6,
      softwareVersion: '0.1.0',
      nodeId: SAMPLE_NODE_ID,
      tier: this.#options.tier,
      enrolled: this.enrolled,
      heartbeatIntervalMs: 500,
    }
  }

  #enrol({ delegation }: { delegation: { nodeId: string; nodeKey: string } }) {
    this.enrolled = true
    return { nodeId: delegation.nodeId, keyId: delegation.nodeKey, enrolledAt: Date.now() }
  }

  #grant({ session }: { session: { keyId: string } }): SessionGrant {
    const [sequence = 0] = [...this.sequences.keys()].map(Number).sort((a, b) => b - a)
    return {
      token: `session of ${session.keyId}`,
      expiresAt: Date.now() + 600_000,
      leaseEpoch: String(this.leaseEpoch),
      highWaterSequence: String(sequence),
      highWaterCloseTime: this.tellsHighWater ? this.lastCloseTime : 0,
    }
  }

  async #submit(raw: unknown, response: ServerResponse): Promise<void> {
    const submission = submitPredictionsSchema.parse(raw)
    const { batch } = submission
    if (batch.leaseEpoch !== String(this.leaseEpoch)) return problem(response, 409, 'batch.lease-stale')
    const digest = batchDigest(SAMPLE_DOMAIN, batch)
    const known = this.sequences.get(batch.sequence)
    if (known && known !== digest) this.offences.push(`sequence ${batch.sequence} came twice`)
    this.sequences.set(batch.sequence, digest)
    const answer = this.#answers.get(digest) ?? (await this.#judge(submission, digest))
    if (answer.receipt) this.#answers.set(digest, answer)
    if (this.hangUp()) return void response.destroy()
    send(response, answer)
  }

  async #judge({ batch, signature, predictions }: SubmitPredictions, digest: Bytes32): Promise<SubmitAnswer> {
    if ((await recoverAddress({ hash: digest, signature })) !== batch.keyId)
      this.offences.push('wrong signature')
    const entries = predictions.map((prediction) => ({ leaf: predictionLeaf(prediction), prediction }))
    if (buildMerkleTree(entries.map(({ leaf }) => leaf)).root !== batch.root) this.offences.push('wrong root')
    const firstIndex = this.#size
    if (this.equivocates) this.#size += 1
    const results: SubmitAnswer['results'] = entries.map(({ leaf, prediction }) => {
      const roundId = roundIdOf(prediction)
      if (this.isEarly(prediction)) return { leaf, roundId, status: 'refused', code: 'round.not-open' }
      if (this.equivocates) return { leaf, roundId, status: 'equivocation' }
      const taken = this.leaves.get(roundId)
      if (taken && taken !== leaf) this.offences.push(`equivocation in ${roundId}`)
      if (taken) return { leaf, roundId, status: taken === leaf ? 'duplicate' : 'equivocation' }
      this.leaves.set(roundId, leaf)
      this.lastCloseTime = Math.max(this.lastCloseTime, prediction.closeTime)
      this.#head = nextLogHead(this.#head, { kind: 'prediction', hash: leaf })
      this.#size += 1
      return { leaf, roundId, status: 'accepted' }
    })
    if (this.#size === firstIndex)
      return { receipt: this.#receiptOf.get(entries[0]?.leaf as Bytes32) ?? null, results }
    const signed = await this.#sign({
      batchDigest: digest,
      receivedAt: this.#marketNow(),
      firstIndex: String(firstIndex),
      treeHead: this.#head,
      treeSize: String(this.#size),
    })
    for (const { leaf } of entries) if (!this.#receiptOf.has(leaf)) this.#receiptOf.set(leaf, signed)
    return { receipt: signed, results }
  }

  async #sign(receipt: Receipt): Promise<SignedReceipt> {
    return { receipt, signature: await RECEIPT_KEY.sign(receiptDigest(SAMPLE_DOMAIN, receipt)) }
  }

  #takeTelemetry({ rows }: { rows: { sequence: number }[] }) {
    const results = rows.map((row, index) => {
      const status = this.telemetry.has(row.sequence) ? 'duplicate' : 'stored'
      this.telemetry.set(row.sequence, row)
      return { index, sequence: row.sequence, status }
    })
    return { results }
  }

  #openStream(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': hello\n\n')
    this.#streams.add(response)
    response.once('close', () => this.#streams.delete(response))
  }

  #marketNow(): number {
    return marketTimeAt(this.#options.clock(), Date.now())
  }
}

async function body<Body>(request: IncomingMessage): Promise<Body> {
  return (await json(request)) as Body
}

function send(response: ServerResponse, answer: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
}

function problem(response: ServerResponse, status: number, code: string): void {
  const document = { type: 'about:blank', title: code, status, detail: code, code }
  response.writeHead(status, { 'content-type': 'application/problem+json' }).end(JSON.stringify(document))
}
