import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Bundle, bundleSchema, INTERVALS, type MarketClockSetting, type Tier } from '@noderr/protocol'
import { artifactKey, digestOf, FileArtifactStore } from '@noderr/releases'
import { ChannelBuilder } from '../../../packages/releases/test/channel-builder.ts'
import { dataDirAt } from '../src/data-dir.ts'
import { installBundle } from '../src/identity/install-bundle.ts'
import { makeNodeKeys } from '../src/identity/node-keys.ts'
import type { NodeEvent } from '../src/node-events.ts'
import { FakeControlPlane, SAMPLE_NETWORK } from './fake-control-plane.ts'
import { SAMPLE_START, sampleCandles } from './sample-candles.ts'
import { SAMPLE_DOMAIN, SAMPLE_NODE_ID } from './sample-node.ts'
import { type SampleRelease, sampleRelease } from './sample-release.ts'

const SCRIPT = join(import.meta.dirname, '../bin/noderr-node.js')
const HISTORY = 1_600
const CANDLES = 16_000

export interface SampleNetworkOptions {
  readonly tier?: Tier
  /** Wall milliseconds between two candles. */
  readonly pace?: number
}

/** A release channel, a control plane, a market and the data directory of one node, all in one temporary folder. */
export class SampleNetwork implements AsyncDisposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'noderr-node-'))
  readonly dataDir = dataDirAt(join(this.folder, 'node'))
  readonly candles = join(this.folder, 'candles.csv')
  clock: MarketClockSetting
  readonly tier: Tier
  readonly channel: ChannelBuilder
  readonly controlPlane: FakeControlPlane
  url = ''

  private constructor({ tier = 'oracle', pace = 100 }: SampleNetworkOptions) {
    this.tier = tier
    const originMarketMs = SAMPLE_START + HISTORY * INTERVALS['1h']
    this.clock = { originWallMs: Date.now(), originMarketMs, speed: INTERVALS['1h'] / pace }
    this.channel = new ChannelBuilder(join(this.folder, 'store'))
    const store = new FileArtifactStore(join(this.folder, 'store'))
    this.controlPlane = new FakeControlPlane({ tier, clock: () => this.clock, store })
  }

  static async start(options: SampleNetworkOptions = {}): Promise<SampleNetwork> {
    const network = new SampleNetwork(options)
    await network.#prepare()
    return network
  }

  /** Sets the market clock of all who ask from now on. */
  setMarketTime(marketMs: number): void {
    this.clock = { ...this.clock, originWallMs: Date.now(), originMarketMs: marketMs }
  }

  async publish(options: SampleRelease = {}): Promise<void> {
    const { manifest, archive } = await sampleRelease({ tiers: [this.tier], ...options })
    await this.channel.store.put(artifactKey(manifest.id, manifest.version), archive)
    await this.channel.publish({
      releases: [{ manifest, artifact: { length: archive.length, digest: digestOf(archive) } }],
    })
  }

  /** Starts the node as a process of its own. */
  startNode(env: NodeJS.ProcessEnv = {}): NodeProcess {
    return new NodeProcess(this.dataDir.path, { NODERR_CANDLES: this.candles, ...env })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.controlPlane.close()
    rmSync(this.folder, { recursive: true, force: true })
  }

  async #prepare(): Promise<void> {
    const rows = sampleCandles(CANDLES).map(
      ({ openTime, open, high, low, close, volume }) =>
        `${[openTime, open, high, low, close, volume].join()}\n`,
    )
    mkdirSync(this.dataDir.path, { recursive: true, mode: 0o700 })
    writeFileSync(this.candles, `timestamp_ms,open,high,low,close,volume\n${rows.join('')}`)
    const root = await this.channel.create(Buffer.from(JSON.stringify(SAMPLE_NETWORK)))
    await this.publish()
    this.url = await this.controlPlane.listen()
    await installBundle(this.#bundle(Buffer.from(root).toString('utf8')), this.dataDir)
    await makeNodeKeys(this.dataDir, SAMPLE_DOMAIN.chainId)
  }

  #bundle(rootJson: string): Bundle {
    return bundleSchema.parse({
      nodeId: SAMPLE_NODE_ID,
      tier: this.tier,
      operator: `0x${'55'.repeat(20)}`,
      apiKey: `noderr_${'66'.repeat(16)}`,
      apiSecret: '77'.repeat(32),
      controlPlaneUrl: this.url,
      ...SAMPLE_DOMAIN,
      rootJson,
    })
  }
}

/** A node in a process of its own, without a supervisor, and what it said. */
export class NodeProcess {
  readonly child: ChildProcess
  readonly events: NodeEvent[] = []
  readonly exited: Promise<number | string>
  output = ''

  constructor(dataDir: string, env: NodeJS.ProcessEnv) {
    this.child = fork(SCRIPT, ['start', '--data-dir', dataDir, '--no-supervisor'], {
      env: { PATH: process.env.PATH, ...env },
      execArgv: [],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.on('data', (chunk) => {
        this.output += String(chunk)
      })
    this.child.on('message', (event) => this.events.push(event as NodeEvent))
    this.exited = once(this.child, 'exit').then(([code, signal]) => code ?? signal)
  }

  /** Resolves when `count` events of a name have come; rejects when the node ends before. */
  async until(name: NodeEvent['event'], count = 1): Promise<void> {
    const reached = () => this.events.filter(({ event }) => event === name).length >= count
    while (!reached()) {
      const ended = await Promise.race([
        once(this.child, 'message').then(() => false),
        this.exited.then(() => true),
      ])
      if (ended && !reached()) throw new Error(`the node ended before ${name}:\n${this.output}`)
    }
  }

  async stop(): Promise<number | string> {
    this.child.kill('SIGTERM')
    return this.exited
  }

  async kill(): Promise<void> {
    this.child.kill('SIGKILL')
    await this.exited
  }

  /** Log lines of a warning or worse, and whatever is no log line. */
  get problems(): string[] {
    return this.output.split('\n').filter((line) => line !== '' && !/^\{"level":[123]0,/.test(line))
  }
}
