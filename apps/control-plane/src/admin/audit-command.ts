import { Command, InvalidArgumentError } from 'commander'
import { type AuditHead, verifyAuditLog } from '../audit/index.ts'
import { type AuditLogEntry, getAuditLog } from '../auditing/index.ts'
import { asCommandLine } from './admin-session.ts'
import { toCell, toTable } from './print.ts'

/** `noderr-admin audit …`; `print` takes what a command has to say. */
export function auditCommand(print: (text: string) => void): Command {
  const command = new Command('audit').description('Read the audit log and prove that it is whole')
  addVerify(command, print)
  command
    .command('list')
    .description('newest first')
    .option('--subject <subject>', 'only what was done to this, like application:12')
    .option('--actor <actor>', 'only what this one did, like admin:ada or cli:root')
    .option('--action <action>', 'only this, like application.approved; application. finds all that begin so')
    .option('--before <id>', 'only older entries than this one')
    .option('--json', 'one JSON array')
    .addHelpText('after', '\nExample:\n  noderr-admin audit list --subject application:12')
    .action(async ({ json, ...filter }: { json?: boolean } & Record<string, string>) => {
      const { entries } = await asCommandLine((ctx) => getAuditLog(ctx, filter))
      print(json ? JSON.stringify(entries) : toAuditTable(entries))
    })
  return command
}

function addVerify(command: Command, print: (text: string) => void): void {
  command
    .command('verify')
    .description('walk the log and look for an entry that was changed, removed or slipped in')
    .option('--head <entries:hash>', 'a head that was printed before; the log must still contain it', toHead)
    .option('--json', 'one JSON object')
    .addHelpText(
      'after',
      `
Prints the log's head. Note it elsewhere: whoever owns the database could write a new log and a new head, and only a head
that was noted shows that.

Example:
  noderr-admin audit verify
  noderr-admin audit verify --head 4711:9f86d081…`,
    )
    .action(async ({ json, head: noted }: { readonly json?: boolean; readonly head?: AuditHead }) => {
      const { whole, head, firstBreak, finding } = await asCommandLine(({ db }) => verifyAuditLog(db, noted))
      if (!whole && !json) throw new AuditLogBrokenError(firstBreak ?? '', finding ?? '')
      print(
        json
          ? JSON.stringify({ whole, firstBreak: firstBreak ?? null, finding: finding ?? null, head })
          : `The audit log is whole.\nhead ${head.entries}:${head.hash}`,
      )
    })
}

function toHead(text: string): AuditHead {
  const [, entries, hash] = /^(\d{1,19}):([0-9a-f]{64})$/.exec(text) ?? []
  if (!entries || !hash) throw new InvalidArgumentError('Expected entries:hash as verify prints it.')
  return { entries, hash }
}

function toAuditTable(entries: readonly AuditLogEntry[]): string {
  return toTable(
    ['id', 'at', 'actor', 'action', 'subject', 'details'],
    entries.map(({ id, at, actor, action, subject, details }) => [
      id,
      at.toISOString(),
      toCell(actor),
      action,
      toCell(subject),
      toCell(details),
    ]),
  )
}

export class AuditLogBrokenError extends Error {
  override readonly name = 'AuditLogBrokenError'
  readonly kind = 'conflict'
  readonly code = 'audit.broken'
  readonly entry: string

  constructor(entry: string, finding: string) {
    super(`the audit log is broken: ${finding}; compare the log with a backup from before it`)
    this.entry = entry
  }
}
