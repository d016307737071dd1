import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { PrivateKeyAccount } from 'viem/accounts'

const ROOT = join(import.meta.dirname, '..')
const NODE_CLI = join(ROOT, 'apps/node/bin/noderr-node.js')
const CANDLES = join(ROOT, 'models/data/BTCUSDT-1h-binance-2017_2024.csv.gz')
const run = promisify(execFile)

/** What an operator does on the machine of the node: unpack, delegate, start. */
export class JourneyNode implements AsyncDisposable {
  readonly #dataDir: string
  #process: ChildProcess | undefined
  /** Lines of its log from warnings up. */
  readonly problems: string[] = []

  constructor(dataDir: string) {
    this.#dataDir = dataDir
  }

  async install(bundle: string, wallet: PrivateKeyAccount): Promise<void> {
    await this.#cli('init', '--bundle', bundle)
    const { types, ...request } = JSON.parse(await this.#cli('delegation-request', '--json'))
    const { EIP712Domain: _, ...structs } = types
    const signature = await wallet.signTypedData({ ...request, types: structs })
    await this.#cli('enroll', '--signature', signature)
  }

  start(): void {
    this.#process = spawn(process.execPath, [NODE_CLI, 'start'], {
      env: { PATH: process.env.PATH, NODE_DATA_DIR: this.#dataDir, NODERR_CANDLES: CANDLES },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        const lines = chunk.toString().split('\n')
        this.problems.push(...lines.filter((line) => /"level":[456]0/.test(line)))
      })
    }
  }

  async #cli(...words: readonly string[]): Promise<string> {
    const env = { PATH: process.env.PATH, NODE_DATA_DIR: this.#dataDir }
    return (await run(process.execPath, [NODE_CLI, ...words], { env })).stdout
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const running = this.#process
    if (!running || running.exitCode !== null) return
    running.kill('SIGTERM')
    await once(running, 'exit')
  }
}
