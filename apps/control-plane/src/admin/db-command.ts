import { Command } from 'commander'
import { checkDatabase, type Finding } from '../db-check/index.ts'
import { findDatabaseUrl } from './admin-session.ts'
import { toCell } from './print.ts'

/** `noderr-admin db …`; `print` takes what a command has to say. */
export function dbCommand(print: (text: string) => void): Command {
  const command = new Command('db').description('Examine the database')
  command
    .command('check')
    .description(
      'look at server, roles, migrations, row level security, grants, queue and audit log; changes nothing',
    )
    .option('--json', 'one JSON array')
    .addHelpText('after', '\nExample:\n  DATABASE_URL=postgres://… noderr-admin db check')
    .action(async ({ json }: { readonly json?: boolean }) => {
      const findings = await checkDatabase(findDatabaseUrl())
      print(json ? JSON.stringify(findings) : findings.map(toLine).join('\n'))
      const failures = findings.filter(({ level }) => level === 'fail').length
      if (failures > 0) throw new DatabaseUnsoundError(failures)
    })
  return command
}

function toLine({ level, check, message }: Finding): string {
  return toCell(`${level.padEnd(4)}  ${check}: ${message}`)
}

export class DatabaseUnsoundError extends Error {
  override readonly name = 'DatabaseUnsoundError'
  readonly kind = 'conflict'
  readonly code = 'db.unsound'
  readonly failures: number

  constructor(failures: number) {
    super(`the database failed ${failures} checks; each line that starts with "fail" says what to do`)
    this.failures = failures
  }
}
