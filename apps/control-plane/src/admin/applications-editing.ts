import { TIERS, type Tier } from '@noderr/protocol'
import { type Command, Option } from 'commander'
import {
  type Application,
  answerInformation,
  correctApplication,
  createApplication,
  requestInformation,
} from '../applications/index.ts'
import { addNote, assignApplication } from '../reviews/index.ts'
import { asCommandLine } from './admin-session.ts'
import { toId } from './application-id.ts'
import { toList } from './print.ts'

interface Printing {
  readonly json?: boolean
}

interface AnswerOptions extends Printing {
  readonly name?: string
  readonly os?: string
  readonly rpc?: string
  readonly experience?: string
  readonly infrastructure?: string
  readonly motivation?: string
  readonly stake?: string
  readonly reason: string
}

/** `create`, `correct`, `request-info`, `answer-info`, `assign` and `note`. */
export function addEditingCommands(command: Command, print: (text: string) => void): void {
  const show = (application: Application, { json }: Printing) =>
    print(json ? JSON.stringify(application) : toList({ ...application }))

  withAnswers(command.command('create').description('enter an application by hand'))
    .requiredOption('--email <address>', 'where its mail goes')
    .requiredOption('--wallet <address>', 'it signs when the credential is claimed')
    .addOption(new Option('--tier <tier>', 'of the node').choices(TIERS).makeOptionMandatory())
    .requiredOption('--reason <text>', "why it came through no form; kept for ever, so no person's data")
    .addHelpText(
      'after',
      '\nExample:\n  noderr-admin applications create --email ada@example.org --wallet 0x… --tier validator --name Ada --reason "the form was down"',
    )
    .action(async (options: AnswerOptions & { email: string; wallet: string; tier: Tier }) => {
      const { email, wallet, tier, reason } = options
      const input = { ...toAnswers(options), email, wallet, tier, reason }
      show(await asCommandLine((ctx) => createApplication(ctx, input)), options)
    })

  withAnswers(
    command.command('correct').description('change answers; approvals given before no longer count'),
  )
    .argument('<id>', 'number of the application', toId)
    .option('--email <address>', 'where its mail goes')
    .option('--wallet <address>', 'only where none was readable')
    .addOption(new Option('--tier <tier>', 'of the node').choices(TIERS))
    .requiredOption('--reason <text>', "kept for ever, so no person's data")
    .addHelpText(
      'after',
      '\nExample:\n  noderr-admin applications correct 12 --tier micro --reason "meant the smallest, as asked by mail"',
    )
    .action(
      async (
        applicationId: number,
        options: AnswerOptions & { email?: string; wallet?: string; tier?: Tier },
      ) => {
        const { email, wallet, tier, reason } = options
        const input = { applicationId, ...toAnswers(options), email, wallet, tier, reason }
        show(await asCommandLine((ctx) => correctApplication(ctx, input)), options)
      },
    )

  command
    .command('request-info')
    .description('ask the applicant something by mail; the clock stands until the answer')
    .argument('<id>', 'number of the application', toId)
    .requiredOption('--question <text>', 'the applicant reads it')
    .option('--json', 'one JSON object')
    .addHelpText('after', '\nExample:\n  noderr-admin applications request-info 12 --question "Which disk?"')
    .action(async (applicationId: number, { question, ...options }: Printing & { question: string }) =>
      show(await asCommandLine((ctx) => requestInformation(ctx, { applicationId, question })), options),
    )

  command
    .command('answer-info')
    .description('enter the answer of an applicant who gave it in another way')
    .argument('<id>', 'number of the application', toId)
    .requiredOption('--answer <text>', 'what the applicant said')
    .option('--json', 'one JSON object')
    .addHelpText('after', '\nExample:\n  noderr-admin applications answer-info 12 --answer "An NVMe of 1 TB"')
    .action(async (applicationId: number, { answer, ...options }: Printing & { answer: string }) =>
      show(await asCommandLine((ctx) => answerInformation(ctx, { applicationId, answer })), options),
    )

  command
    .command('assign')
    .description('say who looks after an application')
    .argument('<id>', 'number of the application', toId)
    .argument('[admin]', 'name of the admin; nobody without it')
    .option('--json', 'one JSON object')
    .addHelpText('after', '\nExample:\n  noderr-admin applications assign 12 ada')
    .action(async (applicationId: number, admin: string | undefined, options: Printing) =>
      show(
        await asCommandLine((ctx) => assignApplication(ctx, { applicationId, to: admin ?? null })),
        options,
      ),
    )

  command
    .command('note')
    .description('keep a remark that the applicant does not see')
    .argument('<id>', 'number of the application', toId)
    .argument('<text>', 'the remark')
    .option('--json', 'one JSON object')
    .addHelpText('after', '\nExample:\n  noderr-admin applications note 12 "known from the test network"')
    .action(async (applicationId: number, note: string, { json }: Printing) => {
      const kept = await asCommandLine((ctx) => addNote(ctx, { applicationId, note }))
      print(json ? JSON.stringify(kept) : `application ${applicationId} has another note`)
    })
}

function withAnswers(command: Command): Command {
  return command
    .option('--name <name>', 'of the applicant')
    .option('--os <system>', 'operating system')
    .option('--rpc <url>', 'https only')
    .option('--experience <text>')
    .option('--infrastructure <text>')
    .option('--motivation <text>')
    .option('--stake <amount>')
    .option('--json', 'one JSON object')
}

function toAnswers(options: AnswerOptions) {
  const { name, os, rpc, experience, infrastructure, motivation, stake } = options
  return {
    name,
    operatingSystem: os,
    rpcEndpoint: rpc,
    experience,
    infrastructure,
    motivation,
    stakeAmount: stake,
  }
}
