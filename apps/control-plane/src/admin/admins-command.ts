import { Command, Option } from 'commander'
import {
  type Admin,
  type AdminOutcome,
  addAdmin,
  ensureAdmin,
  getActingAdmin,
  listAdmins,
  mintLoginToken,
  removeAdmin,
  revokeAdminSessions,
  setAdminRole,
} from '../auth/index.ts'
import { ADMIN_ROLES, type AdminRole } from '../context/index.ts'
import { addChangeCommands, toProposed } from './admin-changes-command.ts'
import { asCommandLine, asKeyHolder } from './admin-session.ts'
import { toList, toTable } from './print.ts'

interface Printing {
  readonly json?: boolean
}
interface Adding extends Printing {
  readonly name: readonly string[]
  readonly role: AdminRole
  readonly email?: string
  readonly wallet?: string
  readonly ifAbsent?: boolean
}

/** `noderr-admin admins …`; `print` takes what a command has to say. */
export function adminsCommand(print: (text: string) => void): Command {
  const show = (outcome: AdminOutcome, { json }: Printing, done = toDone) => {
    if (json) return print(JSON.stringify(outcome.state === 'applied' ? outcome.admin : outcome.change))
    print(outcome.state === 'applied' ? done(outcome.admin) : toProposed(outcome.change))
  }
  const command = new Command('admins').description('List, add and remove the people who run the network')

  command
    .command('list')
    .description('oldest first, without those who were removed')
    .option('--json', 'one JSON array')
    .addHelpText('after', '\nExample:\n  noderr-admin admins list')
    .action(async ({ json }: Printing) => {
      const admins = await asCommandLine(listAdmins)
      print(json ? JSON.stringify(admins) : toAdminTable(admins))
    })

  command
    .command('add')
    .description('let somebody run the network, within a role')
    .requiredOption('--name <names...>', 'a-z 0-9 . _ -, as the audit log shall name them')
    .addOption(roleOption())
    .option('--email <address>', 'signs in by a link that is mailed there')
    .option('--wallet <address>', 'signs in by its signature')
    .option('--if-absent', 'leave an admin of the name as they are')
    .option('--json', 'one JSON object a line')
    .addHelpText(
      'after',
      '\nExamples:\n  noderr-admin admins add --name ada --role approver --email ada@example.org\n  noderr-admin admins add --name ada grace --role approver',
    )
    .action(({ name: names, role, email, wallet, ...options }: Adding) =>
      asCommandLine(async (ctx) => {
        const add = options.ifAbsent ? ensureAdmin : addAdmin
        for (const name of names) show(await add(ctx, { name, role, email, wallet }), options)
      }),
    )

  command
    .command('remove')
    .description('end the rights of an admin at once; what they did stays theirs in the audit log')
    .argument('<name>')
    .option('--json', 'one JSON object')
    .addHelpText('after', '\nExample:\n  noderr-admin admins remove ada')
    .action(async (name: string, options: Printing) => {
      const outcome = await asCommandLine((ctx) => removeAdmin(ctx, { name }))
      show(outcome, options, () => `${name} is an admin no more`)
    })

  command
    .command('set-role')
    .description('give an admin another role, from their next request on')
    .argument('<name>')
    .addOption(roleOption())
    .option('--json', 'one JSON object')
    .addHelpText('after', '\nExample:\n  noderr-admin admins set-role ada --role owner')
    .action(async (name: string, { role, ...options }: Printing & { role: AdminRole }) =>
      show(await asCommandLine((ctx) => setAdminRole(ctx, { name, role })), options),
    )

  command
    .command('sign-out')
    .description('end every session of an admin; they may sign in again')
    .argument('<name>')
    .option('--json', 'one JSON object')
    .addHelpText('after', '\nExample:\n  noderr-admin admins sign-out ada')
    .action(async (name: string, { json }: Printing) => {
      const sessions = await asCommandLine((ctx) => revokeAdminSessions(ctx, { name }))
      print(json ? JSON.stringify({ name, sessions }) : `${sessions} of ${name}'s sessions ended`)
    })

  command
    .command('link')
    .description(
      'print a sign-in link that is good once, for a day; needs the DATA_DIR and PUBLIC_URL of the control plane',
    )
    .argument('<name>')
    .option('--json', 'one JSON object')
    .addHelpText('after', '\nExample:\n  noderr-admin admins link ada')
    .action(async (name: string, { json }: Printing) => {
      const url = await asKeyHolder(async (ctx) => {
        const token = await mintLoginToken(ctx, ctx.secrets.tokenPepper, await getActingAdmin(ctx.db, name))
        return `${ctx.config.publicUrl}/login#${token}`
      })
      print(json ? JSON.stringify({ name, url }) : url)
    })
  addChangeCommands(command, print)
  return command
}

function toDone(admin: Admin): string {
  return toList({ ...admin })
}

function roleOption(): Option {
  return new Option('--role <role>', 'what they may do').choices(ADMIN_ROLES).makeOptionMandatory()
}

function toAdminTable(admins: readonly Admin[]): string {
  return toTable(
    ['name', 'role', 'email', 'wallet', 'added', 'by'],
    admins.map(({ name, role, email, wallet, createdAt, createdBy, isSuspended }) => [
      name,
      isSuspended ? `${role}, suspended` : role,
      email ?? '-',
      wallet ?? '-',
      createdAt.toISOString(),
      createdBy,
    ]),
  )
}
