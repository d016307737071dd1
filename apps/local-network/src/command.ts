import { spawn } from 'node:child_process'
import { baseEnvironment } from './config.ts'

export interface CommandOptions {
  readonly env?: NodeJS.ProcessEnv
  /** What the command reads on its standard input. */
  readonly input?: string
  readonly signal: AbortSignal
}

/**
 * Runs one of the project's command-line programs to its end with the running Node, as an operator would by hand.
 *
 * @returns What it printed on standard output.
 * @throws {@link CommandFailedError} when it exits with another code than 0; it carries the end of what was printed.
 */
export function runCommand(
  script: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, ...args], {
      env: { ...baseEnvironment(), ...options.env },
      signal: options.signal,
      detached: true,
    })
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (chunk) => (stdout += chunk))
    child.stderr.on('data', (chunk) => (stderr += chunk))
    child.stdin.on('error', () => undefined)
    child.stdin.end(options.input ?? '')
    child.once('error', reject)
    child.once('close', (code) => {
      if (code === 0) resolve(stdout)
      else reject(new CommandFailedError([script, args[0] ?? ''].join(' '), code, (stderr || stdout).trim()))
    })
  })
}

export class CommandFailedError extends Error {
  override readonly name = 'CommandFailedError'
  readonly code = 'local-network.command-failed'
  readonly exitCode: number | null

  constructor(command: string, exitCode: number | null, output: string) {
    super(`${command} ended with exit code ${exitCode}: ${output.split('\n').slice(-5).join(' ')}`)
    this.exitCode = exitCode
  }
}
