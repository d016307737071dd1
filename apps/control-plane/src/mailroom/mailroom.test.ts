import { type MailCatcher, startMailCatcher } from '@noderr/testkit'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { submitForm } from '../../test/deliveries.ts'
import { startTestServices, type TestServices } from '../../test/services.ts'
import { NotAllowedError } from '../auth/index.ts'
import type { AdminRole } from '../context/index.ts'
import { inTransaction } from '../db/index.ts'
import { eraseMails, MAIL_STATES, mailJobs, queueMail } from '../mail/index.ts'
import { getMailStats, listMails, type MailSummary, previewMail, resendMail } from './index.ts'
import { MailErasedError, MailOnItsWayError } from './mail.ts'
import { MailNotFoundError } from './store.ts'

let services: TestServices
let smtp: MailCatcher
beforeAll(async () => {
  smtp = await startMailCatcher()
  services = await startTestServices({ SMTP_URL: smtp.url })
})
afterAll(async () => {
  await smtp.close()
  await services.close()
})

const as = (role: AdminRole) => services.as({ type: 'admin', name: 'ada', role })
const run = (notificationId: string, over = services) =>
  Promise.resolve(
    mailJobs(over, {
      credential_expiring: async () => ({ claimLink: 'https://example.org/claim#only-once' }),
    })[0]?.run({
      notificationId,
    }),
  ).catch(() => undefined)

/** Queues a mail and gives it as an admin sees it. */
async function queue(to: string, applicationId?: number): Promise<MailSummary> {
  await inTransaction(services.db, (tx) =>
    queueMail(tx, {
      applicationId,
      to,
      type: 'credential_expiring',
      letter: {
        subject: 'A note',
        name: 'Ada',
        blocks: [{ label: 'Open', link: { placeholder: 'claimLink' } }],
      },
    }),
  )
  const [mail] = await listMails(as('viewer'), { limit: 1 })
  if (!mail) throw new RangeError('the mail was not queued')
  return mail
}

const see = async (id: string) => (await listMails(as('viewer'), {})).find((mail) => mail.id === id)

async function kill(mail: MailSummary): Promise<void> {
  smtp.refuseWith({ code: 550, reason: 'no such user', to: 'RCPT TO' })
  await run(mail.id)
  smtp.refuseWith(undefined)
}

it('lists mails by state, type and application, newest first, and counts them', async () => {
  const application = await submitForm(services)
  const [received] = await listMails(as('viewer'), { type: 'application_received' })
  expect(received).toMatchObject({ applicationId: application?.id, state: 'queued', attempts: 0 })
  const dead = await queue('dead@example.org')
  await kill(dead)
  const retrying = await queue('retrying@example.org')
  smtp.refuseWith('busy')
  await run(retrying.id)
  smtp.refuseWith(undefined)
  const kept = await queue('kept@example.org')
  await run(kept.id, {
    ...services,
    config: { ...services.config, mail: { ...services.config.mail, smtpUrl: undefined } },
  })
  const sent = await queue('sent@example.org')
  await run(sent.id)
  const expected = { dead, retrying, kept, sent, queued: received }
  for (const state of MAIL_STATES) {
    const listed = await listMails(as('viewer'), { state })
    expect(
      listed.map(({ id }) => id),
      state,
    ).toEqual([expected[state]?.id])
    expect(listed[0]?.state).toBe(state)
  }
  expect(await listMails(as('viewer'), { applicationId: application?.id, before: dead.id })).toHaveLength(1)
  expect(await getMailStats(as('viewer'))).toEqual({
    counts: { kept: 1, queued: 1, retrying: 1, sent: 1, dead: 1 },
    oldestWaitingAt: received?.queuedAt,
    types: ['application_received', 'credential_expiring'],
  })
  expect(await see(dead.id)).toMatchObject({ attempts: 1, error: 'EENVELOPE RCPT TO 550: 550 no such user' })
})

it('shows what a mail says, its link as a placeholder that leads nowhere, however often it was sent', async () => {
  const mail = await queue('read@example.org')
  await run(mail.id)
  const preview = await previewMail(as('viewer'), { mailId: mail.id })
  expect(preview).toMatchObject({ state: 'sent', text: expect.stringContaining('Open:\n{{claimLink}}\n') })
  expect(preview.html).toContain('>{{claimLink}}<')
  expect(preview.html).not.toContain('href="{{')
  expect(JSON.stringify(preview)).not.toContain('only-once')
  await expect(previewMail(as('viewer'), { mailId: '999999' })).rejects.toThrow(MailNotFoundError)
})

it('sends a dead letter again from its beginning, and writes down who asked', async () => {
  const mail = await queue('again@example.org')
  await kill(mail)
  expect(await resendMail(as('support'), { mailId: mail.id })).toMatchObject({
    id: mail.id,
    state: 'queued',
    attempts: 0,
    error: undefined,
  })
  await expect(resendMail(as('support'), { mailId: mail.id })).rejects.toThrow(MailOnItsWayError)
  await run(mail.id)
  expect((await see(mail.id))?.state).toBe('sent')
  const entry = await services.db.selectFrom('audit_log').selectAll().orderBy('id', 'desc').executeTakeFirst()
  expect(entry).toMatchObject({
    actor: 'admin:ada',
    action: 'mail.resent',
    subject: `mail:${mail.id}`,
    details: { type: 'credential_expiring', queued: mail.id, addressChanged: false },
  })
})

it('sends a copy of what was sent, so that nobody takes it for the same message', async () => {
  const mail = await queue('copy@example.org')
  await run(mail.id)
  const copy = await resendMail(as('owner'), { mailId: mail.id })
  expect(copy.id).not.toBe(mail.id)
  await run(copy.id)
  const ids = smtp.mails
    .filter(({ to }) => to.includes('copy@example.org'))
    .map(({ headers }) => headers['message-id'])
  expect(new Set(ids).size).toBe(2)
  expect((await see(mail.id))?.sentAt).toBeDefined()
})

it('sends to the address that the application has now', async () => {
  const application = await submitForm(services)
  const mail = await queue('mistyped@example.org', application?.id)
  await kill(mail)
  expect(await resendMail(as('approver'), { mailId: mail.id })).toMatchObject({ to: 'ada@example.org' })
  await run(mail.id)
  expect(smtp.mails.at(-1)?.to).toEqual(['ada@example.org'])
})

it('neither shows nor sends what was erased', async () => {
  const application = await submitForm(services)
  const mail = await queue('gone@example.org', application?.id)
  await run(mail.id)
  await inTransaction(services.db, (tx) => eraseMails(tx, application?.id ?? 0, new Date(0)))
  await expect(previewMail(as('owner'), { mailId: mail.id })).rejects.toThrow(MailErasedError)
  await expect(resendMail(as('owner'), { mailId: mail.id })).rejects.toThrow(MailErasedError)
  expect(await see(mail.id)).toMatchObject({ to: '', subject: '', state: 'sent' })
})

it('refuses an actor without the right to read mails, or to send them', async () => {
  const mail = await queue('mine@example.org')
  await run(mail.id)
  for (const role of ['viewer', 'reviewer'] as const)
    await expect(resendMail(as(role), { mailId: mail.id })).rejects.toThrow(NotAllowedError)
  const person = services.as({ type: 'person', userId: 'u1', email: 'mine@example.org', wallet: undefined })
  for (const ctx of [person, services.as({ type: 'anonymous' })]) {
    await expect(listMails(ctx, {})).rejects.toThrow(NotAllowedError)
    await expect(previewMail(ctx, { mailId: mail.id })).rejects.toThrow(NotAllowedError)
    await expect(getMailStats(ctx)).rejects.toThrow(NotAllowedError)
    await expect(resendMail(ctx, { mailId: mail.id })).rejects.toThrow(NotAllowedError)
  }
})
