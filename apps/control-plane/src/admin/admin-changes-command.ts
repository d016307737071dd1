import type { Command } from 'commander'
import { type AdminChange, confirmAdminChange, dropAdminChange, listAdminChanges } from '../auth/index.ts'
import { asCommandLine } from './admin-session.ts'
import { toId } from './application-id.ts'
import { toTable } from './print.ts'

interface Printing {
  readonly json?: boolean
}

/** Adds `changes`, `confirm` and `drop` to `noderr-admin admins`: who may approve takes two people. */
export function addChangeCommands(admins: Command, print: (text: string) => void): void {
  admins
    .command('changes')
    .description('what waits for a second person')
    .option('--json', 'one JSON array')
    .addHelpText('after', '\nExample:\n  noderr-admin admins changes')
    .action(async ({ json }: Printing) => {
      const changes = await asCommandLine(listAdminChanges)
      print(json ? JSON.stringify(changes) : toChangeTable(changes))
    })
  for (const [name, decide, done, description] of [
    ['confirm', confirmAdminChange, 'is done', 'say yes to what another person proposed'],
    ['drop', dropAdminChange, 'is off the table', 'take a proposal off the table'],
  ] as const) {
    admins
      .command(name)
      .description(description)
      .argument('<change>', 'its number', toId)
      .option('--json', 'one JSON object')
      .addHelpText('after', `\nExample:\n  noderr-admin --as grace admins ${name} 3`)
      .action(async (id: number, { json }: Printing) => {
        const change = await asCommandLine((ctx) => decide(ctx, { change: id }))
        print(json ? JSON.stringify(change) : `change ${id} of ${change.admin} ${done}`)
      })
  }
}

/** What to do next about a change that waits. */
export function toProposed({ id, admin }: AdminChange): string {
  return `change ${id} of ${admin} is proposed; another person confirms it: noderr-admin --as NAME admins confirm ${id}`
}

function toChangeTable(changes: readonly AdminChange[]): string {
  return toTable(
    ['change', 'name', 'is', 'shall be', 'email', 'wallet', 'proposed', 'by'],
    changes.map(({ id, admin, before, after, email, wallet, proposedAt, proposedBy }) => [
      String(id),
      admin,
      before ?? '-',
      after ?? 'removed',
      email ?? '-',
      wallet ?? '-',
      proposedAt.toISOString(),
      proposedBy,
    ]),
  )
}
