import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { Command, InvalidArgumentError } from 'commander'
import {
  backfillForm,
  getFieldMap,
  getIntakeStats,
  type IntakeContext,
  listUnreadDeliveries,
  openTypeformApi,
  registerWebhook,
  replayDelivery,
  sendTestDelivery,
  setFieldMap,
  type TypeformApi,
  webhookUrl,
} from '../intake/index.ts'
import { asCommandLine, asKeyHolder } from './admin-session.ts'
import { toList } from './print.ts'

interface Printing {
  readonly json?: boolean
}
type Print = (text: string) => void

const DEFAULT_TAG = 'noderr'

/** `noderr-admin typeform …`; `print` takes what a command has to say. */
export function typeformCommand(print: Print): Command {
  const command = new Command('typeform').description(
    'Connect the form, watch its inbox and repair what is missing',
  )
  for (const add of [addRegister, addStatus, addTest, addBackfill, addReplay, addMap]) add(command, print)
  return command
}

function addRegister(command: Command, print: Print): void {
  command
    .command('register')
    .description('have Typeform deliver a form’s submissions here, signed with TYPEFORM_WEBHOOK_SECRET')
    .requiredOption('--form <id>', 'id of the form, as in its address')
    .option('--tag <tag>', 'name of the webhook', DEFAULT_TAG)
    .option('--public-url <url>', 'where Typeform reaches the control plane; default PUBLIC_URL')
    .option('--json', 'one JSON object')
    .addHelpText('after', '\nExample:\n  noderr-admin typeform register --form u6nXL7')
    .action(
      async ({
        form,
        tag,
        publicUrl,
        json,
      }: Printing & { form: string; tag: string; publicUrl?: string }) => {
        const webhook = await asKeyHolder((ctx) =>
          registerWebhook(ctx, apiOf(ctx), { formId: form, tag, publicUrl }),
        )
        print(json ? JSON.stringify(webhook) : toList({ ...webhook }))
      },
    )
}

function addStatus(command: Command, print: Print): void {
  command
    .command('status')
    .description('what Typeform says of the webhook, and what stands in the inbox')
    .option('--form <id>', 'ask Typeform about the webhook of this form')
    .option('--tag <tag>', 'name of the webhook', DEFAULT_TAG)
    .option('--json', 'one JSON object')
    .addHelpText('after', '\nExample:\n  noderr-admin typeform status --form u6nXL7')
    .action(async ({ form, tag, json }: Printing & { form?: string; tag: string }) => {
      const status = await asKeyHolder(async (ctx) => ({
        ...(form === undefined ? {} : { webhook: (await apiOf(ctx).findWebhook(form, tag)) ?? null }),
        expectedUrl: webhookUrl(ctx.config.publicUrl),
        ...(await getIntakeStats(ctx)),
      }))
      print(json ? JSON.stringify(status) : toStatusText(status))
    })
}

function addTest(command: Command, print: Print): void {
  command
    .command('test')
    .description('send a signed sample through the webhook to a row of the inbox; it becomes no application')
    .option('--public-url <url>', 'where to send it; default PUBLIC_URL')
    .option('--json', 'one JSON object')
    .addHelpText('after', '\nExample:\n  noderr-admin typeform test')
    .action(async ({ publicUrl, json }: Printing & { publicUrl?: string }) => {
      const report = await asKeyHolder((ctx) =>
        sendTestDelivery(ctx, webhookUrl(publicUrl ?? ctx.config.publicUrl), fetch),
      )
      const { url, status, delivery } = report
      print(
        json
          ? JSON.stringify(report)
          : `${url} answered ${status}; it is delivery ${delivery.id}, read by ${delivery.adapter} and discarded`,
      )
    })
}

function addBackfill(command: Command, print: Print): void {
  command
    .command('backfill')
    .description(
      'fetch what Typeform has of a form and take what was never delivered; goes on where it was stopped',
    )
    .requiredOption('--form <id>', 'id of the form, as in its address')
    .option('--since <time>', 'only what was submitted from then on, ISO 8601', toTime)
    .option('--json', 'one JSON object')
    .addHelpText(
      'after',
      '\nExample:\n  noderr-admin typeform backfill --form u6nXL7 --since 2026-11-01T00:00:00Z',
    )
    .action(async ({ form, since, json }: Printing & { form: string; since?: Date }) => {
      const report = await asKeyHolder((ctx) => backfillForm(ctx, apiOf(ctx), { formId: form, since }))
      print(json ? JSON.stringify(report) : toList({ ...report }))
    })
}

function addReplay(command: Command, print: Print): void {
  command
    .command('replay')
    .description('read deliveries again, by today’s adapters and field map')
    .argument('[id]', 'number of the delivery')
    .option('--all-unread', 'every delivery that no adapter knew')
    .option('--json', 'one JSON object a line')
    .addHelpText(
      'after',
      '\nExample:\n  noderr-admin typeform replay 12\n  noderr-admin typeform replay --all-unread',
    )
    .action(
      async (
        id: string | undefined,
        { allUnread, json }: Printing & { allUnread?: boolean },
        self: Command,
      ) => {
        if ((id === undefined) === (allUnread !== true))
          self.error('error: give the number of a delivery, or --all-unread')
        await asKeyHolder(async (ctx) => {
          for (const deliveryId of id === undefined ? await listUnreadDeliveries(ctx) : [id]) {
            const reading = { deliveryId, ...(await replayDelivery(ctx, { deliveryId })) }
            print(json ? JSON.stringify(reading) : toReadingText(reading))
          }
        })
      },
    )
}

function addMap(command: Command, print: Print): void {
  const map = command.command('map').description('which fields of the form carry which answers')
  map
    .command('show')
    .description('as JSON, to be edited and set')
    .addHelpText('after', '\nExample:\n  noderr-admin typeform map show > map.json')
    .action(async () => print(JSON.stringify(await asCommandLine(getFieldMap), undefined, 2)))
  map
    .command('set')
    .description('read forms by this map from now on; the inbox keeps its readings until it is replayed')
    .requiredOption('--file <file>', 'JSON as map show prints it')
    .addHelpText('after', '\nExample:\n  noderr-admin typeform map set --file map.json')
    .action(async ({ file }: { file: string }) => {
      const wanted = readMapFile(file)
      print(JSON.stringify(await asCommandLine((ctx) => setFieldMap(ctx, wanted)), undefined, 2))
    })
}

function apiOf(ctx: IntakeContext): TypeformApi {
  return openTypeformApi(ctx.config.typeform, { clock: ctx.clock, sleep, fetch })
}

function toTime(text: string): Date {
  const time = new Date(text)
  if (Number.isNaN(time.getTime()))
    throw new InvalidArgumentError('Expected a time like 2026-11-01T00:00:00Z.')
  return time
}

function toStatusText({
  webhook,
  byOutcome,
  ...rest
}: Awaited<ReturnType<typeof getIntakeStats>> & { webhook?: object | null }): string {
  const asked = webhook === undefined ? {} : { webhook: webhook ?? 'there is none: register it' }
  return toList({ ...asked, ...rest, lastReceivedAt: rest.lastReceivedAt ?? 'never', ...byOutcome })
}

function toReadingText(reading: {
  readonly deliveryId: string
  readonly outcome: string
  readonly applicationId?: number | undefined
  readonly effect?: string
}): string {
  const application = reading.applicationId === undefined ? '' : `, application ${reading.applicationId}`
  const effect = reading.effect === undefined ? '' : ` ${reading.effect}`
  return `delivery ${reading.deliveryId} is ${reading.outcome}${application}${effect}`
}

function readMapFile(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (cause) {
    throw new MapFileError(file, cause)
  }
}

class MapFileError extends Error {
  override readonly name = 'MapFileError'
  readonly kind = 'invalid'
  readonly code = 'admin.map-file'
  readonly file: string

  constructor(file: string, cause: unknown) {
    super(`${file} cannot be read as JSON; make it by noderr-admin typeform map show > ${file}`, { cause })
    this.file = file
  }
}
