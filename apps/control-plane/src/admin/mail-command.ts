import { Argument, Command, InvalidArgumentError, Option } from 'commander'
import { MAIL_STATES, type MailState, type MailType, renderHtml, renderText } from '../mail/index.ts'
import {
  getMailStats,
  listMails,
  type MailPreview,
  type MailStats,
  type MailSummary,
  previewMail,
  resendMail,
} from '../mailroom/index.ts'
import { SAMPLE_MAILS } from '../sample-mails.ts'
import { asCommandLine } from './admin-session.ts'
import { toId } from './application-id.ts'
import { toCell, toList, toTable } from './print.ts'

interface Printing {
  readonly json?: boolean
}

interface Listing extends Printing {
  readonly state?: MailState
  readonly type?: string
  readonly application?: number
  readonly before?: string
}

/** `noderr-admin mail …`; `print` takes what a command has to say. */
export function mailCommand(print: (text: string) => void): Command {
  const command = new Command('mail').description('List, read and send again the mails to operators')
  addListing(command, print)
  addReading(command, print)
  addTemplates(command, print)

  command
    .command('resend')
    .description('send it again: a dead letter or one that waits at once, one that was sent as a copy')
    .argument('<id>', 'number of the mail', toMailId)
    .option('--json', 'one JSON object')
    .addHelpText('after', '\nExample:\n  noderr-admin mail resend 12')
    .action(async (mailId: string, { json }: Printing) => {
      const queued = await asCommandLine((ctx) => resendMail(ctx, { mailId }))
      print(json ? JSON.stringify(queued) : `mail ${queued.id} to ${toCell(queued.to)} is queued`)
    })
  return command
}

function addListing(command: Command, print: (text: string) => void): void {
  command
    .command('list')
    .description('newest first, without what they say')
    .addOption(new Option('--state <state>', 'only these').choices(MAIL_STATES))
    .option('--type <type>', 'only these: application_received, credentials_issued …')
    .option('--application <id>', 'only about this application', toId)
    .option('--before <id>', 'only older ones than this id', toMailId)
    .option('--json', 'one JSON array')
    .addHelpText('after', '\nExample:\n  noderr-admin mail list --state dead')
    .action(async ({ json, application, ...filter }: Listing) => {
      const mails = await asCommandLine((ctx) => listMails(ctx, { ...filter, applicationId: application }))
      print(json ? JSON.stringify(mails) : toMailTable(mails))
    })

  command
    .command('stats')
    .description('how many mails there are in each state')
    .option('--json', 'one JSON object')
    .addHelpText('after', '\nExample:\n  noderr-admin mail stats')
    .action(async ({ json }: Printing) => {
      const stats = await asCommandLine(getMailStats)
      print(json ? JSON.stringify(stats) : toStatsText(stats))
    })
}

function addReading(command: Command, print: (text: string) => void): void {
  command
    .command('show')
    .description('how far it came, and what the mail server said')
    .argument('<id>', 'number of the mail', toMailId)
    .option('--json', 'one JSON object, bodies included')
    .addHelpText('after', '\nExample:\n  noderr-admin mail show 12')
    .action(async (mailId: string, { json }: Printing) => {
      const mail = await asCommandLine((ctx) => previewMail(ctx, { mailId }))
      const { text: _, html: __, ...summary } = mail
      print(json ? JSON.stringify(mail) : toList(summary))
    })

  command
    .command('preview')
    .description('what it says; secrets are filled in while it is sent, and stand as {{placeholders}} here')
    .argument('<id>', 'number of the mail', toMailId)
    .option('--html', 'as the page that mail programs show')
    .option('--json', 'one JSON object with both')
    .addHelpText(
      'after',
      '\nExample:\n  noderr-admin mail preview 12\n  noderr-admin mail preview 12 --html > mail.html',
    )
    .action(async (mailId: string, options: Printing & { html?: boolean }) => {
      const mail = await asCommandLine((ctx) => previewMail(ctx, { mailId }))
      print(options.json ? JSON.stringify(mail) : toBody(mail, options.html === true))
    })
}

function addTemplates(command: Command, print: (text: string) => void): void {
  const types = Object.keys(SAMPLE_MAILS) as MailType[]
  command
    .command('templates')
    .description('every kind of mail that the network writes, with made-up samples; needs no database')
    .addArgument(new Argument('[type]', 'the samples of this kind').choices(types))
    .option('--html', 'as the pages that mail programs show')
    .option('--json', 'one JSON array')
    .addHelpText(
      'after',
      '\nExample:\n  noderr-admin mail templates\n  noderr-admin mail templates sign_in --html > sign-in.html',
    )
    .action((type: MailType | undefined, { html, json }: Printing & { readonly html?: boolean }) => {
      const samples = (type ? [type] : types).flatMap((one) => SAMPLE_MAILS[one])
      if (json) print(JSON.stringify(samples))
      else if (type) for (const { letter } of samples) print(html ? renderHtml(letter) : renderText(letter))
      else
        print(
          toTable(
            ['type', 'subject'],
            samples.map((sample) => [sample.type, sample.letter.subject]),
          ),
        )
    })
}

function toBody({ text, html }: MailPreview, asHtml: boolean): string {
  return asHtml && html !== undefined ? html : text.split('\n').map(toCell).join('\n')
}

function toMailId(text: string): string {
  if (!/^[1-9]\d{0,17}$/.test(text)) throw new InvalidArgumentError('Expected a number above 0.')
  return text
}

function toStatsText({ counts, oldestWaitingAt }: MailStats): string {
  return toList({ ...counts, 'oldest waiting': oldestWaitingAt?.toISOString() })
}

function toMailTable(mails: readonly MailSummary[]): string {
  return toTable(
    ['id', 'state', 'type', 'application', 'to', 'queued', 'attempts', 'error'],
    mails.map((mail) => [
      mail.id,
      mail.state,
      mail.type,
      mail.applicationId?.toString() ?? '-',
      toCell(mail.to || '-'),
      mail.queuedAt.toISOString(),
      String(mail.attempts),
      toCell(mail.error ?? ''),
    ]),
  )
}
