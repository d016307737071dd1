import { Command, InvalidArgumentError, Option } from 'commander'
import {
  APPLICATION_STATUSES,
  type Application,
  type ApplicationStatus,
  approveApplication,
  listApplications,
  rejectApplication,
  showApplication,
} from '../applications/index.ts'
import { createCredential } from '../credentials/index.ts'
import { asCommandLine } from './admin-session.ts'
import { toCell, toList, toTable } from './print.ts'

interface Printing {
  readonly json?: boolean
}

/** `noderr-admin applications …`; `print` takes what a command has to say. */
export function applicationsCommand(print: (text: string) => void): Command {
  const show = (application: Application, { json }: Printing) =>
    print(json ? JSON.stringify(application) : toList({ ...application }))
  const command = new Command('applications').description('List, read, approve and reject applications')

  command
    .command('list')
    .description('newest first')
    .addOption(new Option('--status <status>', 'only these').choices(APPLICATION_STATUSES))
    .option('--before <id>', 'only older ones than this id', toId)
    .option('--json', 'one JSON array')
    .addHelpText('after', '\nExample:\n  noderr-admin applications list --status pending')
    .action(async (options: Printing & { status?: ApplicationStatus; before?: number }) => {
      const applications = await asCommandLine((ctx) => listApplications(ctx, options))
      print(options.json ? JSON.stringify(applications) : toApplicationTable(applications))
    })

  command
    .command('show')
    .argument('<id>', 'number of the application', toId)
    .option('--json', 'one JSON object')
    .addHelpText('after', '\nExample:\n  noderr-admin applications show 12')
    .action(async (id: number, options: Printing) =>
      show(await asCommandLine((ctx) => showApplication(ctx, id)), options),
    )

  command
    .command('approve')
    .argument('<ids...>', 'numbers of the applications', toIds)
    .option('--digest <digest>', 'only while the application is still what this digest was made of')
    .option('--json', 'one JSON object a line')
    .addHelpText(
      'after',
      '\nExample:\n  noderr-admin applications approve 12\n  noderr-admin applications approve 12 13',
    )
    .action((ids: number[], options: Printing & { digest?: string }) =>
      asCommandLine(async (ctx) => {
        for (const applicationId of ids)
          show(
            await approveApplication(ctx, { applicationId, digest: options.digest }, createCredential),
            options,
          )
      }),
    )

  command
    .command('reject')
    .argument('<id>', 'number of the application', toId)
    .requiredOption('--reason <text>', 'the applicant reads it')
    .option('--json', 'one JSON object')
    .addHelpText('after', '\nExample:\n  noderr-admin applications reject 12 --reason "no such hardware"')
    .action(async (id: number, options: Printing & { reason: string }) =>
      show(
        await asCommandLine((ctx) => rejectApplication(ctx, { applicationId: id, reason: options.reason })),
        options,
      ),
    )
  return command
}

function toIds(text: string, former: readonly number[] = []): readonly number[] {
  return [...former, toId(text)]
}

export function toId(text: string): number {
  const id = Number(text)
  if (!Number.isInteger(id) || id < 1 || id > 2_147_483_647)
    throw new InvalidArgumentError('Expected a number above 0.')
  return id
}

function toApplicationTable(applications: readonly Application[]): string {
  return toTable(
    ['id', 'status', 'tier', 'wallet', 'email', 'submitted', 'attention'],
    applications.map((application) => [
      String(application.id),
      application.status,
      application.tier ?? '-',
      application.wallet ?? '-',
      toCell(application.email ?? '-'),
      application.submittedAt.toISOString(),
      application.attention.join(','),
    ]),
  )
}
