import { Command } from 'commander'
import { findAuditBreak } from '../audit/index.ts'
import { asCommandLine } from './admin-session.ts'

/** `noderr-admin audit …`; `print` takes what a command has to say. */
export function auditCommand(print: (text: string) => void): Command {
  const command = new Command('audit').description('Prove that the audit log is whole')
  command
    .command('verify')
    .description('walk the log and look for an entry that was changed, removed or slipped in')
    .option('--json', 'one JSON object')
    .addHelpText('after', '\nExample:\n  noderr-admin audit verify')
    .action(async ({ json }: { readonly json?: boolean }) => {
      const broken = await asCommandLine(({ db }) => findAuditBreak(db))
      if (broken !== undefined && !json) throw new AuditLogBrokenError(broken)
      print(
        json
          ? JSON.stringify({ whole: broken === undefined, firstBreak: broken ?? null })
          : 'The audit log is whole.',
      )
    })
  return command
}

export class AuditLogBrokenError extends Error {
  override readonly name = 'AuditLogBrokenError'
  readonly kind = 'conflict'
  readonly code = 'audit.broken'
  readonly entry: string

  constructor(entry: string) {
    super(
      `entry ${entry} of the audit log does not fit its neighbours; compare the log with a backup from before it`,
    )
    this.entry = entry
  }
}
