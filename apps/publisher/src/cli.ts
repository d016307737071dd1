import { Command, CommanderError } from 'commander'
import { z } from 'zod'
import { addExamineCommands } from './cli/examine-commands.ts'
import { addFeaturesCommand } from './cli/features-command.ts'
import { addKeysCommand } from './cli/keys-command.ts'
import { addPackageCommand } from './cli/package-command.ts'
import { addPublishCommands } from './cli/publish-command.ts'

/** Runs `noderr-model` and gives its exit code: 0, or 1 with one sentence on standard error. */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    await createProgram().parseAsync([...argv])
    return 0
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 1
    console.error(`noderr-model: ${sentenceOf(error)}`)
    return 1
  }
}

function createProgram(): Command {
  const program = new Command('noderr-model')
    .description('Packages, signs and publishes the models that Noderr nodes run')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => console.log(text.trimEnd()),
      writeErr: (text) => console.error(`noderr-model: ${text.trim().replace(/^error: /, '')}`),
    })
  addFeaturesCommand(program)
  addKeysCommand(program)
  addPackageCommand(program)
  addPublishCommands(program)
  addExamineCommands(program)
  return program
}

function sentenceOf(error: unknown): string {
  if (error instanceof z.ZodError) return z.prettifyError(error).replaceAll('\n', ' ')
  if (!(error instanceof Error)) return String(error)
  const path = 'path' in error ? String(error.path) : ''
  if ('code' in error && error.code === 'ENOENT') return `there is no file ${path}; correct the path`
  if ('code' in error && error.code === 'ENOSPC')
    return `the disk is full; free some space and run the command again`
  return error.message
}
