import { type MailCatcher, startMailCatcher } from '@noderr/testkit'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestServices, type TestServices } from '../../test/services.ts'
import { inTransaction } from '../db/index.ts'
import { queueMail } from './queue-mail.ts'
import { MailNotSentError, mailJobs, requeueKeptMail } from './send-mail.ts'

let services: TestServices
let smtp: MailCatcher

beforeAll(async () => {
  smtp = await startMailCatcher()
  services = await startTestServices({ SMTP_URL: smtp.url, EMAIL_FROM: 'Network <network@example.org>' })
})
afterAll(async () => {
  await smtp.close()
  await services.close()
})

const SECRET = 'https://example.org/claim#only-once'
const fillers = { credentials_issued: async () => ({ claimLink: SECRET }) }

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
  const row = await services.db
    .selectFrom('operator_notifications')
    .select('id')
    .where('operator_email', '=', to)
    .executeTakeFirstOrThrow()
  return row.id
}

const send = (notificationId: string, over = services) => mailJobs(over, fillers)[0]?.run({ notificationId })

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
      type: 'note',
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

it("keeps the server's refusal, and sends when the server has changed its mind", async () => {
  const id = await queue('cyd@example.org')
  smtp.refuseWith('mailbox full')
  await expect(send(id)).rejects.toThrow(MailNotSentError)
  const refused = await kept(id)
  expect(refused).toMatchObject({
    sent_successfully: false,
    error_message: expect.stringContaining('mailbox full'),
  })
  expect(JSON.stringify(refused)).not.toContain('only-once')
  smtp.refuseWith(undefined)
  await send(id)
  expect((await kept(id)).sent_successfully).toBe(true)
})

it('sends no mail with an open placeholder', async () => {
  const before = smtp.mails.length
  await expect(send(await queue('dov@example.org', '{{whatever}}'))).rejects.toThrow(/whatever/)
  expect(smtp.mails).toHaveLength(before)
})

it('keeps mails while there is no SMTP server and queues them once there is one', async () => {
  const id = await queue('eli@example.org')
  const without = {
    ...services,
    config: { ...services.config, mail: { ...services.config.mail, smtpUrl: undefined } },
  }
  await send(id, without)
  expect(await kept(id)).toMatchObject({
    sent_successfully: false,
    error_message: expect.stringContaining('SMTP_URL'),
  })
  await requeueKeptMail(services)
  expect((await kept(id)).error_message).toBeNull()
  await send(id)
  expect((await kept(id)).sent_successfully).toBe(true)
})
