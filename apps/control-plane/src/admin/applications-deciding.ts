import { type Command, Option } from 'commander'
import {
  type Application,
  approveApplication,
  REJECTION_CODES,
  type RejectionCode,
  rejectApplication,
  withdrawApplication,
} from '../applications/index.ts'
import { createCredential } from '../credentials/index.ts'
import { asCommandLine } from './admin-session.ts'
import { toId } from './application-id.ts'
import { toList } from './print.ts'

interface Deciding {
  readonly json?: boolean
  readonly digest?: string
}

/** `approve`, `reject` and `withdraw`. */
export function addDecidingCommands(command: Command, print: (text: string) => void): void {
  const show = (application: Application, { json }: Deciding) =>
    print(json ? JSON.stringify(application) : toList({ ...application }))

  command
    .command('approve')
    .description("one person's yes; guardian and oracle take two, each by --as")
    .argument('<ids...>', 'numbers of the applications', toIds)
    .option('--digest <digest>', 'only while the application is still what this digest was made of')
    .option('--json', 'one JSON object a line')
    .addHelpText(
      'after',
      '\nExample:\n  noderr-admin applications approve 12\n  noderr-admin applications approve 12 13',
    )
    .action((ids: number[], options: Deciding) =>
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
    .description('refuse an application; the applicant is told why by mail')
    .argument('<id>', 'number of the application', toId)
    .requiredOption('--reason <text>', 'the applicant reads it')
    .addOption(new Option('--code <code>', 'for counting').choices(REJECTION_CODES).default('other'))
    .option('--digest <digest>', 'only while the application is still what this digest was made of')
    .option('--json', 'one JSON object')
    .addHelpText(
      'after',
      '\nExample:\n  noderr-admin applications reject 12 --code hardware --reason "the machine is too small"',
    )
    .action(
      async (
        applicationId: number,
        { code, reason, ...options }: Deciding & { code: RejectionCode; reason: string },
      ) =>
        show(
          await asCommandLine((ctx) =>
            rejectApplication(ctx, { applicationId, digest: options.digest, reasonCode: code, reason }),
          ),
          options,
        ),
    )

  command
    .command('withdraw')
    .description('for an applicant who no longer wants it')
    .argument('<id>', 'number of the application', toId)
    .option('--json', 'one JSON object')
    .addHelpText('after', '\nExample:\n  noderr-admin applications withdraw 12')
    .action(async (applicationId: number, options: Deciding) =>
      show(await asCommandLine((ctx) => withdrawApplication(ctx, { applicationId })), options),
    )
}

function toIds(text: string, former: readonly number[] = []): readonly number[] {
  return [...former, toId(text)]
}
