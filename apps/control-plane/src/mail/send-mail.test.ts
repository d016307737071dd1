import { type MailCatcher, startMailCatcher } from '@noderr/testkit'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestServices, type TestServices } from '../../test/services.ts'
import type { Services } from '../context/index.ts'
import { inTransaction } from '../db/index.ts'
import { eraseMails, listMailsOf, mailJobs, queueMail, requeueKeptMail, stateOf } from './index.ts'
import { MOST_ATTEMPTS } from './mail-state.ts'
import { MailNotSentError } from './send-mail.ts'

let services: TestServices
let smtp: MailCatcher
const warnings: unknown[] = []

beforeAll(async () => {
  smtp = await startMailCatcher()
  const environment = { SMTP_URL: smtp.url, EMAIL_FROM: 'Network <network@example.org>' }
  const log = pino({ level: 'warn' }, { write: (line: string) => void warnings.push(JSON.parse(line)) })
  services = { ...(await startTestServices(environment)), log }
})
afterAll(async () => {
  await smtp.close()
  await services.close()
})

const SECRET = 'https://example.org/claim#only-once'
const fillers = { credentials_issued: async () => ({ claimLink: SECRET }) }

async function queuePlain(to: string): Promise<string> {
  await inTransaction(services.db, (tx) =>
    queueMail(tx, {
      to,
      type: 'credential_expiring',
      letter: { subject: 'A note', name: undefined, blocks: ['Nothing.'] },
    }),
  )
  return idOf(to)
}

async function queue(to: string, placeholder = 'claimLink'): Promise<string> {
  await inTransaction(services.db, async (tx) => {
    const { id } = await tx
      .insertInto('operator_applications')
      .values({ status: 'needs_attention', submitted_at: new Date(0), digest: `sha256:${'0'.repeat(64)}` })
      .returning('id')
      .executeTakeFirstOrThrow()
    await queueMail(tx, {
      applicationId: id,
      to,
      type: 'credentials_issued',
      letter: { subject: 'Claim', name: undefined, blocks: [{ label: 'Open', link: { placeholder } }] },
      reference: { id },
    })
  })
  return idOf(to)
}

async function idOf(to: string): Promise<string> {
  const row = await services.db
    .selectFrom('operator_notifications')
    .select('id')
    .where('operator_email', '=', to)
    .executeTakeFirstOrThrow()
  return row.id
}

const send = (
  notificationId: string,
  over: Services = services,
  by: Parameters<typeof mailJobs>[1] = fillers,
) => mailJobs(over, by)[0]?.run({ notificationId })

const journeyOf = (row: Awaited<ReturnType<typeof kept>>) =>
  stateOf({
    sentAt: row.sent_at ?? undefined,
    deadAt: row.dead_at ?? undefined,
    keptAt: row.kept_at ?? undefined,
    error: row.error_message ?? undefined,
  })

const kept = (id: string) =>
  services.db.selectFrom('operator_notifications').selectAll().where('id', '=', id).executeTakeFirstOrThrow()

it('fills a secret in while sending and keeps none of it', async () => {
  const id = await queue('ada@example.org')
  await send(id)
  expect(smtp.mails.at(-1)).toMatchObject({
    from: 'network@example.org',
    to: ['ada@example.org'],
    source: expect.stringContaining(SECRET),
  })
  const row = await kept(id)
  expect(row).toMatchObject({
    sent_successfully: true,
    error_message: null,
    body: expect.stringContaining('Hello,\n\nOpen:\n{{claimLink}}\n'),
    body_html: expect.stringContaining('href="{{claimLink}}"'),
  })
  expect(JSON.stringify(row)).not.toContain('only-once')
})

it('sends text and HTML, says that it is automatic, and lets no text write a header', async () => {
  await inTransaction(services.db, (tx) =>
    queueMail(tx, {
      to: 'flo@example.org',
      type: 'credential_expiring',
      letter: {
        subject: 'Grüße\r\nBcc: eve@example.org',
        name: '<b>Flo</b>\r\nBcc: eve@example.org\r\n\r\n<script>',
        blocks: ['A <i>paragraph</i> that is long enough to be folded by whoever folds lines – with a dash.'],
      },
    }),
  )
  const { id } = await services.db
    .selectFrom('operator_notifications')
    .select('id')
    .where('operator_email', '=', 'flo@example.org')
    .executeTakeFirstOrThrow()
  await send(id)
  const mail = smtp.mails.at(-1)
  expect(mail?.to).toEqual(['flo@example.org'])
  expect(mail?.headers).toMatchObject({
    from: 'Network <network@example.org>',
    to: 'flo@example.org',
    subject: 'Grüße Bcc: eve@example.org',
    'auto-submitted': 'auto-generated',
    'message-id': `<notification-${id}@localhost>`,
  })
  expect(Object.keys(mail?.headers ?? {})).not.toContain('bcc')
  expect(Date.parse(mail?.headers.date ?? '')).toBe(services.clock.now())
  expect(mail?.text).toContain(
    'A <i>paragraph</i> that is long enough to be folded by whoever folds lines – with',
  )
  expect(mail?.html).toContain('A &lt;i&gt;paragraph&lt;/i&gt; that is')
  expect(mail?.html).not.toMatch(/<(b|i|script)>/)
})

it('writes to one address, whatever stands in it', async () => {
  const before = smtp.mails.length
  const id = await queue('gus@example.org, eve@example.org')
  await Promise.resolve(send(id)).catch(() => undefined)
  expect(smtp.mails.slice(before).flatMap(({ to }) => to)).not.toContain('eve@example.org')
})

it('sends a mail once, however often its job runs', async () => {
  const id = await queue('bea@example.org')
  await send(id)
  await send(id)
  expect(smtp.mails.filter(({ to }) => to.includes('bea@example.org'))).toHaveLength(1)
})

it("keeps the server's words, and sends when the server has changed its mind", async () => {
  const id = await queue('cyd@example.org')
  smtp.refuseWith({ code: 451, reason: `mailbox of cyd@example.org full, not for ${SECRET}` })
  const refused = await Promise.resolve(send(id)).catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(MailNotSentError)
  expect(refused).toMatchObject({ message: expect.not.stringMatching(/cyd@|only-once|mailbox/) })
  const row = await kept(id)
  expect(row).toMatchObject({
    sent_successfully: false,
    dead_at: null,
    attempts: 1,
    error_message: 'EMESSAGE DATA 451: 451 mailbox of cyd@example.org full, not for …',
  })
  expect(journeyOf(row)).toBe('retrying')
  smtp.refuseWith(undefined)
  await send(id)
  expect(await kept(id)).toMatchObject({ sent_successfully: true, error_message: null, attempts: 2 })
})

it('names a repeated mail alike, unless its link is another one', async () => {
  const idsOf = async (to: string, mail: () => Promise<string>) => {
    const id = await mail()
    await send(id)
    // As after a crash between the server's yes and our note.
    await services.db
      .updateTable('operator_notifications')
      .set({ sent_successfully: false, sent_at: null })
      .where('id', '=', id)
      .execute()
    await send(id)
    return smtp.mails.filter((mail) => mail.to.includes(to)).map(({ headers }) => headers['message-id'])
  }
  const plain = await idsOf('pia@example.org', () => queuePlain('pia@example.org'))
  expect(plain).toHaveLength(2)
  expect(new Set(plain).size).toBe(1)
  expect(new Set(await idsOf('quin@example.org', () => queue('quin@example.org'))).size).toBe(2)
})

it.each(['RCPT TO', 'DATA'] as const)(
  'tries no more once %s is refused for good, and warns once',
  async (to) => {
    const id = await queue(`hal-${to.replace(' ', '')}@example.org`)
    smtp.refuseWith({ code: 550, reason: 'no such user', to })
    warnings.length = 0
    await send(id)
    smtp.refuseWith(undefined)
    await send(id)
    const row = await kept(id)
    expect(row).toMatchObject({
      sent_successfully: false,
      attempts: 1,
      dead_at: new Date(services.clock.now()),
    })
    expect(row.error_message).toMatch(/550 no such user$/)
    expect(journeyOf(row)).toBe('dead')
    expect(warnings).toEqual([expect.objectContaining({ notificationId: id, type: 'credentials_issued' })])
  },
)

it('tries again when the server refuses us and not the mail', async () => {
  const id = await queue('ida@example.org')
  smtp.refuseWith({ code: 550, reason: 'unknown sender', to: 'MAIL FROM' })
  await expect(send(id)).rejects.toThrow(MailNotSentError)
  smtp.refuseWith(undefined)
})

it('gives up after the last attempt of three days', async () => {
  const id = await queue('jan@example.org')
  smtp.refuseWith({ code: 421, reason: 'busy', to: 'RCPT TO' })
  for (let attempt = 1; attempt < MOST_ATTEMPTS; attempt++)
    await expect(send(id)).rejects.toThrow(MailNotSentError)
  await send(id)
  smtp.refuseWith(undefined)
  expect(await kept(id)).toMatchObject({ attempts: MOST_ATTEMPTS, dead_at: expect.any(Date) })
  // What graphile-worker waits after attempt n: e to the least of n and 10, in seconds.
  const waits = Array.from({ length: MOST_ATTEMPTS - 1 }, (_, n) => Math.exp(Math.min(n + 1, 10)))
  const hours = waits.reduce((sum, wait) => sum + wait, 0) / 3_600
  expect(hours).toBeGreaterThan(66)
  expect(hours).toBeLessThan(72)
})

it('makes a dead letter of a mail that there is no reason for any more, and asks again for any other failure', async () => {
  const failing = (error: Error) => ({
    credentials_issued: async () => {
      throw error
    },
  })
  const gone = Object.assign(new Error('revoked'), { kind: 'conflict', code: 'credential.revoked' })
  const first = await queue('kim@example.org')
  await send(first, services, failing(gone))
  expect(await kept(first)).toMatchObject({ error_message: 'credential.revoked', dead_at: expect.any(Date) })
  const second = await queue('lea@example.org')
  await expect(send(second, services, failing(new TypeError('a bug')))).rejects.toThrow(MailNotSentError)
  expect(await kept(second)).toMatchObject({ error_message: 'mail.not-filled', dead_at: null })
})

it('sends no mail with an open placeholder', async () => {
  const before = smtp.mails.length
  const id = await queue('dov@example.org', 'whatever')
  await send(id)
  expect(smtp.mails).toHaveLength(before)
  expect(await kept(id)).toMatchObject({ error_message: 'mail.placeholder-empty', dead_at: expect.any(Date) })
})

it('keeps mails while there is no SMTP server, says so once, and queues them once there is one', async () => {
  const id = await queue('eli@example.org')
  const lines: string[] = []
  const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) })
  const without = {
    ...services,
    log,
    config: { ...services.config, mail: { ...services.config.mail, smtpUrl: undefined } },
  }
  const [job] = mailJobs(without, fillers)
  await job?.run({ notificationId: id })
  await job?.run({ notificationId: id })
  expect(lines).toEqual([expect.stringContaining('SMTP_URL is not set')])
  expect(journeyOf(await kept(id))).toBe('kept')
  await requeueKeptMail(services)
  expect(journeyOf(await kept(id))).toBe('queued')
  await send(id)
  expect(await kept(id)).toMatchObject({ sent_successfully: true, kept_at: null })
})

it('erases a person from the mails about an application and sends none of them any more', async () => {
  const id = await queue('max@example.org')
  await inTransaction(services.db, (tx) =>
    queueMail(tx, {
      to: 'max@example.org',
      type: 'sign_in',
      letter: { subject: 's', name: 'Max', blocks: [] },
    }),
  )
  const { application_id } = await kept(id)
  const others = await queue('ned@example.org')
  expect(await listMailsOf(services.db, application_id ?? 0)).toMatchObject([
    { to: 'max@example.org', subject: 'Claim' },
  ])
  const at = new Date(services.clock.now())
  await inTransaction(services.db, (tx) => eraseMails(tx, application_id ?? 0, at))
  const left = await services.db.selectFrom('operator_notifications').selectAll().execute()
  expect(JSON.stringify(left)).not.toContain('max@example.org')
  expect(await kept(id)).toMatchObject({ subject: '', body: '', body_html: null, erased_at: at, dead_at: at })
  expect((await kept(others)).operator_email).toBe('ned@example.org')
  expect(await listMailsOf(services.db, application_id ?? 0)).toEqual([])
  const before = smtp.mails.length
  await send(id)
  expect(smtp.mails).toHaveLength(before)
})
