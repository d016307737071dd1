import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import {
  type ConsoleServer,
  expectAccessible,
  expectNoSidewaysScroll,
  hasChromium,
  NO_CHROMIUM,
  startConsole,
} from './console-server.ts'
import { submitSampleApplications } from './sample-applications.ts'
import { shootForDocs } from './shoot-for-docs.ts'

let console: ConsoleServer
beforeAll(async () => {
  if (!hasChromium) return
  console = await startConsole()
  await submitSampleApplications(console.services)
})
beforeEach(({ skip }) => skip(!hasChromium, NO_CHROMIUM))
afterAll(() => console?.[Symbol.asyncDispose]())

const ADA = { name: 'ada', role: 'approver' } as const
const BOB = { name: 'bob', role: 'owner' } as const

async function open(page: Page, id: number) {
  await page.goto(`/admin/approvals/${id}`)
  await page.getByRole('heading', { name: 'Answers', exact: true }).waitFor()
}
const decision = (page: Page) => page.getByRole('region', { name: 'Decision' })

it('says that the two-person rule is not in force while there is one approver, and why', async () => {
  await using visit = await console.visit('/admin/approvals/1', { as: ADA })
  await visit.page.getByText('The two-person rule is not in force').waitFor()
  expect(await decision(visit.page).innerText()).toContain('the network has one approver')
})

it.each([
  ['light', 1280],
  ['dark', 375],
] as const)(
  'has nothing that axe finds serious in %s at %d pixels, dialogs included',
  async (colorScheme, width) => {
    const options = { as: ADA, colorScheme, viewport: { width, height: 900 } }
    await using visit = await console.visit('/admin/approvals/39', options)
    const { page } = visit
    await page.getByText('<img src=x onerror=alert(1)>').first().waitFor()
    await expectAccessible(page)
    await expectNoSidewaysScroll(page)
    await page.keyboard.press('r')
    await page.getByRole('dialog', { name: 'Reject application 39?' }).waitFor()
    await expectAccessible(page)
    expect(visit.complaints).toEqual([])
  },
)

it('approves by two keys, and says so', async () => {
  await using visit = await console.visit('/admin/approvals/3', { as: ADA })
  const { page } = visit
  await page.getByRole('heading', { name: 'Answers', exact: true }).waitFor()
  await page.keyboard.press('a')
  await page.getByRole('dialog').getByText('pedro@albuquerque.example').waitFor()
  await page.keyboard.press('Enter')
  await page.getByText('Application 3 is approved; the invitation is on its way.').waitFor()
  await decision(page).getByText('A decision is made once').waitFor()
  await page.getByText('approved by ada').waitFor()
})

it('shows the mail of a rejection before it is sent, and the reason afterwards', async () => {
  await using visit = await console.visit('/admin/approvals/5', { as: ADA })
  const { page } = visit
  await page.getByRole('heading', { name: 'Answers', exact: true }).waitFor()
  await page.keyboard.press('r')
  await page.getByLabel('Reason, for our own counting').selectOption('hardware')
  await page.getByLabel('What the applicant reads').fill('Four cores do not suffice; come back with eight.')
  const preview = page.getByRole('region', { name: 'The mail that is sent' })
  await preview.getByText('> Four cores do not suffice').waitFor()
  expect(await preview.innerText()).toContain('Hello Anders Bakke,')
  await page.getByRole('dialog').getByRole('button', { name: 'Reject' }).click()
  await page.getByText('rejected by ada').waitFor()
  await page.getByRole('region', { name: 'History' }).getByText('Four cores do not suffice').waitFor()
})

it('corrects an answer and shows what it was before, and why', async () => {
  await using visit = await console.visit('/admin/approvals/36', { as: ADA })
  const { page } = visit
  await page.getByText('Needs attention: wallet, tier missing').waitFor()
  expect(await decision(page).getByRole('button', { name: 'Approve' }).isDisabled()).toBe(true)
  await page.getByRole('button', { name: 'Correct: Tier' }).click()
  await page.getByLabel('New answer').selectOption('micro')
  await page.getByLabel('Why').fill('said so on the telephone')
  await page.getByRole('dialog').getByRole('button', { name: 'Correct' }).click()
  await page.getByText('Needs attention: wallet missing').waitFor()
  const history = page.getByRole('region', { name: 'History' })
  await history.getByText('ada corrected the answers').waitFor()
  expect(await history.innerText()).toMatch(/nothing\s*→\s*micro/)
  expect(await history.innerText()).toContain('said so on the telephone')
})

it('asks the applicant, whereupon the clock stands, and keeps an answer that came another way', async () => {
  await using visit = await console.visit('/admin/approvals/8', { as: ADA })
  const { page } = visit
  await page.getByRole('heading', { name: 'Answers', exact: true }).waitFor()
  await page.keyboard.press('i')
  await page.getByLabel('Question').fill('Which data centre is it?')
  await page.getByRole('button', { name: 'Send the question' }).click()
  await page.getByText('waits for the applicant').waitFor()
  await page.getByLabel('The answer, if it came another way').fill('Falkenstein.')
  await page.getByRole('button', { name: 'Keep the answer' }).click()
  await page.getByText('overdue by 4 d').waitFor()
  await page.getByRole('region', { name: 'Questions' }).getByText('Falkenstein.').waitFor()
})

it('takes an application over and notes something beside it', async () => {
  await using visit = await console.visit('/admin/approvals/10', { as: ADA })
  const { page } = visit
  await page.getByRole('button', { name: 'Assign to me' }).click()
  await expect.poll(() => page.getByLabel('Assigned to').inputValue()).toBe('ada')
  await page.keyboard.press('n')
  await page.keyboard.type('Met at a conference; a careful person.')
  await page.getByRole('button', { name: 'Add the note' }).click()
  await page
    .getByRole('region', { name: 'Notes' })
    .getByRole('listitem')
    .getByText('Met at a conference')
    .waitFor()
  await page.goto('/admin/approvals?assignee=ada')
  await page.getByRole('link', { name: 'Asha Mwangi' }).waitFor()
})

it('leads to the applications that a signal is about', async () => {
  await using visit = await console.visit('/admin/approvals/20', { as: ADA })
  const { page } = visit
  await page.getByText('Another application has the same wallet: 19').waitFor()
  await page.getByRole('link', { name: 'open #19' }).first().click()
  await page.getByRole('heading', { name: 'Application 19' }).waitFor()
})

it('takes two people for an oracle: the first approval stands, the same person cannot give the second', async () => {
  await using bobs = await console.visit('/admin/approvals/11', { as: BOB })
  await using adas = await console.visit('/admin/approvals/11', { as: ADA })
  await adas.page.getByText('0 of 2 approvals given').waitFor()
  await adas.page.keyboard.press('a')
  await adas.page.getByText('This is the first of two approvals').waitFor()
  await adas.page.keyboard.press('Enter')
  await adas.page.getByText('a second person has to approve as well').waitFor()
  await decision(adas.page).getByText('✓ ada').waitFor()
  await shootForDocs(adas.page, 'application')
  await decision(adas.page).getByText('You have approved it; another person has to').waitFor()
  expect(await decision(adas.page).getByRole('button', { name: 'Approve' }).isDisabled()).toBe(true)
  await adas.page.keyboard.press('a')
  expect(await adas.page.getByRole('dialog').count()).toBe(0)

  await open(bobs.page, 11)
  await decision(bobs.page).getByText('1 of 2').waitFor()
  await bobs.page.keyboard.press('a')
  await bobs.page.keyboard.press('Enter')
  await bobs.page.getByText('Application 11 is approved').waitFor()
})

it('tells the slower of two reviewers who decided and what, and keeps what was written', async () => {
  await using adas = await console.visit('/admin/approvals/12', { as: ADA })
  await using bobs = await console.visit('/admin/approvals/12', { as: BOB })
  await adas.page.getByRole('heading', { name: 'Answers', exact: true }).waitFor()
  await adas.page.keyboard.press('r')
  await adas.page.getByLabel('Reason, for our own counting').selectOption('experience')
  await adas.page.getByLabel('What the applicant reads').fill('Please run a node on the test network first.')

  await bobs.page.getByRole('heading', { name: 'Answers', exact: true }).waitFor()
  await bobs.page.keyboard.press('a')
  await bobs.page.keyboard.press('Enter')
  await bobs.page.getByText('Application 12 is approved').waitFor()

  await adas.page.getByRole('dialog').getByRole('button', { name: 'Reject' }).click()
  await adas.page.getByText('bob decided meanwhile: the application is approved').waitFor()
  expect(await adas.page.getByLabel('What the applicant reads').inputValue()).toBe(
    'Please run a node on the test network first.',
  )
  await adas.page.keyboard.press('Escape')
  await adas.page.getByText('bob decided while you were reading').waitFor()
})

it('lets nobody decide on answers that were corrected after they were read', async () => {
  await using visit = await console.visit('/admin/approvals/13', { as: ADA })
  const { page } = visit
  await page.getByRole('heading', { name: 'Answers', exact: true }).waitFor()
  await page.keyboard.press('a')
  await page.getByRole('dialog').waitFor()
  await using other = await console.visit('/admin/approvals/13', { as: BOB })
  await other.page.getByRole('button', { name: 'Correct: Operating system' }).click()
  await other.page.getByLabel('New answer').fill('OpenBSD')
  await other.page.getByLabel('Why').fill('a slip of the pen')
  await other.page.getByRole('dialog').getByRole('button', { name: 'Correct' }).click()
  await other.page.getByText('OpenBSD').first().waitFor()
  await page.keyboard.press('Enter')
  await page.getByText('was changed after you read it').waitFor()
  await page.keyboard.press('Escape')
  await page.getByText('An answer was corrected while you were reading').waitFor()
  await page.getByText('OpenBSD').first().waitFor()
})

it('says in one sentence that there is no such application', async () => {
  await using visit = await console.visit('/admin/approvals/4711', { as: ADA })
  await visit.page.getByText('there is no application 4711').waitFor()
})
