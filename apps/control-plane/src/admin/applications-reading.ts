import { TIERS, type Tier } from '@noderr/protocol'
import { type Command, Option } from 'commander'
import { APPLICATION_STATUSES, type ApplicationStatus } from '../applications/index.ts'
import {
  type ApplicationSummary,
  getApplicationById,
  getApplicationStats,
  listApplications,
} from '../reviews/index.ts'
import { asCommandLine } from './admin-session.ts'
import { toId } from './application-id.ts'
import { toCell, toList, toTable } from './print.ts'

interface ListOptions {
  readonly json?: boolean
  readonly status?: ApplicationStatus
  readonly tier?: Tier
  readonly search?: string
  readonly assignedTo?: string
  readonly overdue?: boolean
  readonly secondApproval?: boolean
  readonly sort?: 'submitted' | 'age' | 'name' | 'tier' | 'status'
  readonly direction?: 'asc' | 'desc'
  readonly cursor?: string
  readonly limit?: number
}

/** `list`, `show` and `stats`. */
export function addReadingCommands(command: Command, print: (text: string) => void): void {
  addList(command, print)

  command
    .command('show')
    .description('answers, signals, history, notes and approvals of one')
    .argument('<id>', 'number of the application', toId)
    .option('--json', 'one JSON object')
    .addHelpText('after', '\nExample:\n  noderr-admin applications show 12')
    .action(async (applicationId: number, { json }: ListOptions) => {
      const detail = await asCommandLine((ctx) => getApplicationById(ctx, { applicationId }))
      print(json ? JSON.stringify(detail) : toList({ ...detail }))
    })

  command
    .command('stats')
    .description('how many there are of each kind, and how many nodes are free')
    .option('--json', 'one JSON object')
    .addHelpText('after', '\nExample:\n  noderr-admin applications stats')
    .action(async ({ json }: ListOptions) => {
      const stats = await asCommandLine(getApplicationStats)
      print(json ? JSON.stringify(stats) : toList({ ...stats }))
    })
}

function addList(command: Command, print: (text: string) => void): void {
  command
    .command('list')
    .description('newest first')
    .addOption(new Option('--status <status>', 'only these').choices(APPLICATION_STATUSES))
    .addOption(new Option('--tier <tier>', 'only this tier').choices(TIERS))
    .option(
      '--search <text>',
      'the beginning of an e-mail address, a wallet or words of a name, or a number: ours or the applicant’s',
    )
    .option('--assigned-to <admin>', 'only those that this admin looks after')
    .option('--overdue', 'only those whose review took too long')
    .option('--second-approval', 'only those that wait for a second approver')
    .addOption(new Option('--sort <order>', 'by').choices(['submitted', 'age', 'name', 'tier', 'status']))
    .addOption(new Option('--direction <direction>', 'of the order').choices(['asc', 'desc']))
    .option('--limit <number>', 'at most so many, up to 200', toId, 100)
    .option('--cursor <cursor>', 'go on where a list ended')
    .option('--json', 'one JSON array')
    .addHelpText('after', '\nExample:\n  noderr-admin applications list --status pending --sort age')
    .action(async ({ json, secondApproval, ...options }: ListOptions) => {
      const page = await asCommandLine((ctx) =>
        listApplications(ctx, { ...options, needsSecondApproval: secondApproval }),
      )
      if (json) return print(JSON.stringify(page.applications))
      print(toApplicationTable(page.applications))
      if (page.next) print(`more: --cursor ${page.next}`)
    })
}

function toApplicationTable(applications: readonly ApplicationSummary[]): string {
  return toTable(
    ['id', 'status', 'tier', 'wallet', 'email', 'submitted', 'days', 'attention', 'assigned', 'approvals'],
    applications.map((application) => [
      String(application.id),
      application.status,
      application.tier ?? '-',
      application.wallet ?? '-',
      toCell(application.email ?? '-'),
      application.submittedAt.toISOString(),
      toDays(application),
      application.attention.join(','),
      toCell(application.assignedTo ?? '-'),
      `${application.approvals.given} of ${application.approvals.needed}`,
    ]),
  )
}

function toDays({ clock }: ApplicationSummary): string {
  if (!clock) return '-'
  const mark = clock.overdue ? ' overdue' : clock.waiting ? ' waiting' : ''
  return `${clock.daysUsed.toFixed(1)}/${clock.daysAllowed}${mark}`
}
