import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const ROOT = join(import.meta.dirname, '..')

export type Line = { readonly event: string } & Readonly<Record<string, unknown>>

/** `npm start -- --json …` as a person or a script runs it, with everything it printed. */
export class RunningNetwork {
  readonly #npm: ChildProcess
  readonly lines: Line[] = []
  readonly foreign: string[] = []
  readonly #waiting = new Set<() => void>()
  readonly exited: Promise<number | null>

  constructor(args: readonly string[]) {
    this.#npm = spawn('npm', ['start', '--', '--json', ...args], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.exited = new Promise((resolve) => this.#npm.once('exit', (code) => resolve(code)))
    for (const stream of [this.#npm.stdout, this.#npm.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', (line) => this.#take(line))
    }
    void this.exited.then(() => this.#wake())
  }

  /** The first printed event that fits, from now on or before; undefined when the network ended without it. */
  async until(fits: (line: Line) => boolean): Promise<Line | undefined> {
    for (;;) {
      const line = this.lines.find(fits)
      if (line) return line
      if (this.#npm.exitCode !== null || this.#npm.signalCode !== null) return undefined
      await new Promise<void>((resolve) => this.#waiting.add(resolve))
    }
  }

  /** Signals npm itself, as a process manager does, and waits for the end. */
  async stop(signal: 'SIGINT' | 'SIGTERM'): Promise<number | null> {
    this.#npm.kill(signal)
    return this.exited
  }

  #take(text: string): void {
    if (text.startsWith('{')) this.lines.push(JSON.parse(text))
    else if (text.trim() !== '' && !text.startsWith('> ')) this.foreign.push(text)
    this.#wake()
  }

  #wake(): void {
    for (const wake of this.#waiting) wake()
    this.#waiting.clear()
  }
}

/** Command lines of processes that name the folder: what a network of that folder left behind. */
export function processesOf(folder: string): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      try {
        const words =
          readFileSync(`/proc/${pid}/cmdline`, 'utf8') + readFileSync(`/proc/${pid}/environ`, 'utf8')
        return words.includes(folder)
          ? [readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')]
          : []
      } catch {
        return []
      }
    })
}

/** A port that nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address ? address.port : 0
}
