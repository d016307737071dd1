import { Command, CommanderError } from 'commander'
import { addIdentityCommands } from './cli/identity-commands.ts'
import { addReplayCommand } from './cli/replay-command.ts'
import { addStartCommand } from './cli/start-command.ts'
import { addStatusCommand } from './cli/status-command.ts'
import { SOFTWARE_VERSION } from './software-version.ts'
import { HALTED, MISCONFIGURED } from './supervisor.ts'

/** Runs `noderr-node` and gives its exit code: 0; 1 with one sentence on standard error; 70 when a node halted. */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    await createProgram().parseAsync([...argv])
    return Number(process.exitCode ?? 0)
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : MISCONFIGURED
    console.error(`noderr-node: ${sentenceOf(error)}`)
    return error instanceof Error && 'disposition' in error && error.disposition === 'halt'
      ? HALTED
      : MISCONFIGURED
  }
}

function createProgram(): Command {
  const program = new Command('noderr-node')
    .description('Runs a node of the Noderr network: candles in, signed predictions out')
    .version(SOFTWARE_VERSION)
    .exitOverride()
  addIdentityCommands(program)
  addStartCommand(program)
  addStatusCommand(program)
  addReplayCommand(program)
  return program
}

function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const path = 'path' in error ? String(error.path) : ''
  if ('code' in error && error.code === 'ENOENT') return `there is no file ${path}; correct the path`
  if ('code' in error && error.code === 'EACCES')
    return `${path} may not be read or written by this user; change its permissions`
  if ('code' in error && error.code === 'ENOSPC')
    return 'the disk is full; free some space and run the command again'
  return error.message
}
