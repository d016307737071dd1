import { type MailCatcher, startMailCatcher } from '@noderr/testkit'
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { rejectApplication } from '../../control-plane/src/applications/index.ts'
import { inTransaction } from '../../control-plane/src/db/index.ts'
import { type MailType, mailJobs, queueMail } from '../../control-plane/src/mail/index.ts'
import { listMails } from '../../control-plane/src/mailroom/index.ts'
import { answer, COMPLETE, submitForm } from '../../control-plane/test/deliveries.ts'
import {
  type ConsoleServer,
  expectAccessible,
  expectNoSidewaysScroll,
  hasChromium,
  NO_CHROMIUM,
  startConsole,
  type Visit,
} from './console-server.ts'
import { shootForDocs } from './shoot-for-docs.ts'

// A real browser on a machine that may be busy.
vi.setConfig({ testTimeout: 90_000 })

let console: ConsoleServer
let smtp: MailCatcher
beforeAll(async () => {
  if (!hasChromium) return
  smtp = await startMailCatcher()
  console = await startConsole({ SMTP_URL: smtp.url })
  await writeMails()
})
beforeEach(({ skip }) => skip(!hasChromium, NO_CHROMIUM))
afterAll(async () => {
  await console?.[Symbol.asyncDispose]()
  await smtp?.close()
})

const ADA = { name: 'ada', role: 'approver' } as const
const VERA = { name: 'vera', role: 'viewer' } as const
const OPEN_DEAD = /claim its credential/

/** One mail of each state: sent, dead, kept, retrying and queued, in the order in which they were written. */
async function writeMails(): Promise<void> {
  const { services } = console
  const name = answer('name', 'text', '<img src=x onerror=alert(1)> Ada')
  const application = await submitForm(services, [...COMPLETE.filter((one) => one !== COMPLETE[1]), name])
  await send(smtp.url)
  smtp.refuseWith({ code: 550, reason: '5.1.1 <ada@example.org>: no such user', to: 'RCPT TO' })
  await queue('credentials_issued', 'Your Noderr node was approved: claim its credential')
  await send(smtp.url)
  smtp.refuseWith('try again later')
  const admin = services.as({ type: 'admin', name: 'ada', role: 'approver' })
  await rejectApplication(admin, { applicationId: application?.id ?? 0, reason: 'No <b>GPU</b>.' })
  await send(smtp.url)
  smtp.refuseWith(undefined)
  await queue('node_registered', 'Your node has joined the network')
  await send(undefined)
  await queue('sign_in', 'Sign in to Noderr')
}

const queue = (type: MailType, subject: string) =>
  inTransaction(console.services.db, (tx) =>
    queueMail(tx, {
      to: 'bea@example.org',
      type,
      letter: {
        subject,
        name: 'Bea',
        blocks: ['open this link.', { label: 'Open', link: { placeholder: 'claimLink' } }],
      },
    }),
  )

/** Runs the job of the newest mail. */
async function send(smtpUrl: string | undefined): Promise<void> {
  const { services } = console
  const config = { ...services.config, mail: { ...services.config.mail, smtpUrl } }
  const fill = async () => ({ claimLink: 'https://example.org/claim#only-once' })
  const [job] = mailJobs({ ...services, config }, { credentials_issued: fill })
  const [mail] = await listMails(services.as({ type: 'cli', user: 'test' }), { limit: 1 })
  await job?.run({ notificationId: mail?.id }).catch(() => undefined)
}

/** Without those about the scripts that axe and the clock of the test would run in the mail: it runs none. */
const ownComplaints = ({ complaints }: Visit) =>
  complaints.filter((one) => !/^Blocked script execution in .*\/preview'/.test(one))

it.each([
  ['light', 1280],
  ['dark', 375],
] as const)('shows every mail accessibly in %s at %i pixels', async (colorScheme, width) => {
  await using visit = await console.visit('/admin/mail', {
    as: ADA,
    colorScheme,
    viewport: { width, height: 900 },
  })
  const { page } = visit
  await page.getByRole('row').nth(5).waitFor()
  await page.getByText('No mail server is set up: 1 mail waits here.').waitFor()
  for (const state of ['sent', 'dead letter', 'retrying', 'kept', 'queued'])
    expect(await page.getByRole('row').getByText(state, { exact: true }).count(), state).toBe(1)
  if (colorScheme === 'light') await shootForDocs(page, 'mails')
  await expectAccessible(page)
  await expectNoSidewaysScroll(page)
  await page.getByRole('button', { name: OPEN_DEAD }).click()
  // As text: axe cannot look into a frame that runs no script, and waits for it.
  await page.getByRole('button', { name: 'As text' }).click()
  await page.locator('iframe').waitFor({ state: 'detached' })
  await expectAccessible(page)
  await expectNoSidewaysScroll(page)
  expect(ownComplaints(visit)).toEqual([])
})

it('keeps its filters in the address', async () => {
  await using visit = await console.visit('/admin/mail?state=dead', { as: VERA })
  const { page } = visit
  await page.getByRole('button', { name: OPEN_DEAD }).waitFor()
  await expect.poll(() => page.getByRole('row').count()).toBe(2)
  await page.getByRole('link', { name: 'All' }).click()
  await page.getByLabel('Type').selectOption('application_rejected')
  await page.waitForURL(/type=application_rejected/)
  await page.getByText('try again later').waitFor()
  await expect.poll(() => page.getByRole('row').count()).toBe(2)
  await page.getByRole('row').getByRole('button', { name: '1', exact: true }).click()
  await page.waitForURL(/application=1/)
  await page.getByLabel('Type').selectOption('')
  await page.getByText('We have your application').waitFor()
  await expect.poll(() => page.getByRole('row').count()).toBe(3)
})

it('shows a mail as the page that it is, styled, harmless and with its link left open', async () => {
  await using visit = await console.visit('/admin/mail?state=sent', { as: VERA })
  const { page } = visit
  await page.getByRole('button', { name: 'We have your application' }).click()
  const frame = page.frameLocator('iframe')
  await frame.getByText('Hello <img src=x onerror=alert(1)> Ada,').waitFor()
  const heading = frame.getByRole('heading', { name: 'We have your application' })
  expect(await heading.evaluate((element) => getComputedStyle(element).fontSize)).toBe('21px')
  expect(await frame.locator('img, script').count()).toBe(0)
  await page.getByRole('button', { name: 'As text' }).click()
  await page.getByText('You get this mail because').waitFor()
  expect(await page.getByRole('button', { name: 'Send again' }).count()).toBe(0)
  expect(ownComplaints(visit)).toEqual([])
})

it.each(['light', 'dark'] as const)(
  'writes mails that axe finds nothing serious in, in %s',
  async (colorScheme) => {
    await using visit = await console.visit('/', { colorScheme, viewport: { width: 375, height: 800 } })
    const { page } = visit
    await page.goto('about:blank')
    await page.setContent(smtp.mails[0]?.html ?? '')
    await page.getByRole('heading', { name: 'We have your application' }).waitFor()
    await expectAccessible(page)
    await expectNoSidewaysScroll(page)
  },
)

it('sends a dead letter again after a second question, by keyboard alone', async () => {
  await using visit = await console.visit('/admin/mail?state=dead', { as: ADA })
  const { page } = visit
  await page.getByRole('button', { name: OPEN_DEAD }).press('Enter')
  await page.frameLocator('iframe').getByText('{{claimLink}}').waitFor()
  await page.getByRole('button', { name: 'Send again' }).press('Enter')
  await page.getByRole('button', { name: 'Yes, send it now' }).press('Enter')
  await page.getByText('The mail to bea@example.org is queued.').waitFor()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.getByText('No dead letters').waitFor()
})

it('says why a visitor sees no mail, and frames none for another site', async () => {
  await using visit = await console.visit('/admin/mail')
  await visit.page.getByText('Sign in to see this page').waitFor()
  const answered = await visit.page.request.get('/api/admin/mails/1/preview')
  expect(answered.status()).toBe(403)
  await using signedIn = await console.visit('/admin/mail', { as: VERA })
  const preview = await signedIn.page.request.get('/api/admin/mails/1/preview')
  expect(preview.headers()).toMatchObject({
    'x-frame-options': 'SAMEORIGIN',
    'content-security-policy': expect.stringMatching(/^default-src 'none'.*frame-ancestors 'self'; sandbox$/),
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  })
})
