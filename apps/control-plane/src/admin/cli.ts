import { Command, CommanderError } from 'commander'
import { ConfigError } from '../config.ts'
import { isDatabaseDown, isKnownError } from '../errors/index.ts'
import { actFor } from './admin-session.ts'
import { adminsCommand } from './admins-command.ts'
import { applicationsCommand } from './applications-command.ts'
import { auditCommand } from './audit-command.ts'
import { configCommand } from './config-command.ts'
import { credentialsCommand } from './credentials-command.ts'
import { dbCommand } from './db-command.ts'
import { epochsCommand } from './epochs-command.ts'
import { mailCommand } from './mail-command.ts'
import { operatorsCommand } from './operators-command.ts'
import { typeformCommand } from './typeform-command.ts'

const EXAMPLES = `
Examples:
  noderr-admin applications list --status pending
  noderr-admin applications approve 12
  noderr-admin --as ada applications approve 12
  noderr-admin admins add --name ada --role approver
  noderr-admin epochs show 3
  noderr-admin credentials list
  noderr-admin mail list --state dead
  noderr-admin typeform status
  noderr-admin audit verify
  noderr-admin db check

Works over DATABASE_URL, or over the control plane that runs with the same DATA_DIR (default .noderr/control-plane).`

/** The command line of the network's admins. @returns The exit code: 0, or 1 after one sentence on stderr. */
export async function main(argv: readonly string[]): Promise<number> {
  const program = new Command('noderr-admin')
    .description('Run the network from a terminal: the same verbs as the API, as cli:<user>')
    .option('--as <admin>', 'act as this admin, within the rights of their role')
    .hook('preAction', (all) => {
      const { as } = all.opts<{ as?: string }>()
      actFor(as)
    })
    .addHelpText('after', EXAMPLES)
    .exitOverride()
    .addCommand(applicationsCommand(console.log))
    .addCommand(epochsCommand(console.log))
    .addCommand(credentialsCommand(console.log))
    .addCommand(mailCommand(console.log))
    .addCommand(typeformCommand(console.log))
    .addCommand(operatorsCommand(console.log))
    .addCommand(auditCommand(console.log))
    .addCommand(configCommand(console.log))
    .addCommand(adminsCommand(console.log))
    .addCommand(dbCommand(console.log))
  for (const command of program.commands.flatMap((group) => [group, ...group.commands]))
    command.exitOverride()
  try {
    await program.parseAsync(argv)
    return 0
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode
    if (!isForeseen(error)) throw error
    console.error(`noderr-admin: ${error.message}`)
    return 1
  }
}

function isForeseen(error: unknown): error is Error {
  return isKnownError(error) || error instanceof ConfigError || isDatabaseDown(error)
}
