import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'

const SCRIPT = join(import.meta.dirname, '../bin/noderr-node.js')

export interface CliOutcome {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs `noderr-node` as an operator would. */
export async function runCli(args: readonly string[], input = ''): Promise<CliOutcome> {
  const child = spawn(process.execPath, [SCRIPT, ...args], { env: { PATH: process.env.PATH } })
  child.stdin.end(input)
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ])
  return { code, stdout, stderr }
}
