import { type ChildProcess, spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { createInterface } from 'node:readline'

export interface ProgramOptions {
  readonly name: string
  /** Script and arguments for the running Node. */
  readonly args: readonly string[]
  readonly env: NodeJS.ProcessEnv
  /** Everything that the program prints goes to this file. */
  readonly logFile: string
  readonly onMessage: (message: unknown) => void
  readonly onLine: (line: string) => void
}

/**
 * A program that runs as long as the network: the control plane, a node.
 *
 * It leaves when its IPC channel closes, so that a killed parent leaves nothing behind, and it has a process group of
 * its own, so that Ctrl-C reaches it only through {@link Program.stop}, in order.
 */
export class Program {
  readonly #child: ChildProcess
  readonly name: string
  /** Settles with the exit code, null when a signal ended the program. */
  readonly exited: Promise<number | null>

  private constructor(name: string, child: ChildProcess) {
    this.name = name
    this.#child = child
    this.exited = new Promise((resolve) => {
      child.once('exit', (code) => resolve(code))
      child.once('error', () => resolve(null))
    })
  }

  static start(options: ProgramOptions): Program {
    const child = spawn(process.execPath, options.args, {
      env: options.env,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      detached: true,
    })
    const log = createWriteStream(options.logFile, { flags: 'a', mode: 0o600 })
    for (const stream of [child.stdout, child.stderr]) {
      if (!stream) continue
      createInterface({ input: stream }).on('line', (line) => {
        log.write(`${line}\n`)
        options.onLine(line)
      })
    }
    child.once('close', () => log.end())
    child.on('message', options.onMessage)
    return new Program(options.name, child)
  }

  /** Asks the program to stop and waits; after `graceMs` its whole process group is killed. */
  async stop(graceMs: number): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    this.#child.kill('SIGTERM')
    const timer = setTimeout(() => this.#killGroup(), graceMs)
    await this.exited
    clearTimeout(timer)
  }

  #killGroup(): void {
    if (this.#child.pid) process.kill(-this.#child.pid, 'SIGKILL')
  }
}
