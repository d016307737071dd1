import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { fillErasure } from '../../control-plane/src/applicants/index.ts'
import {
  approveApplication,
  rejectApplication,
  requestInformation,
} from '../../control-plane/src/applications/index.ts'
import { createCredential } from '../../control-plane/src/credentials/index.ts'
import { applyAs } from '../../control-plane/test/applicant.ts'
import { testAccount } from '../../control-plane/test/operator.ts'
import { installWallet } from './browser-wallet.ts'
import {
  type ConsoleServer,
  expectAccessible,
  expectNoSidewaysScroll,
  hasChromium,
  NO_CHROMIUM,
  startConsole,
} from './console-server.ts'

// A real browser on a machine that may be busy.
vi.setConfig({ testTimeout: 90_000 })

let console: ConsoleServer
beforeAll(async () => {
  if (hasChromium) console = await startConsole()
})
beforeEach(({ skip }) => skip(!hasChromium, NO_CHROMIUM))
afterAll(() => console?.[Symbol.asyncDispose]())

const ada = { type: 'admin', name: 'ada', role: 'owner' } as const
const admin = () => console.services.as(ada)

async function apply(name: string, change: Parameters<typeof applyAs>[2] = {}): Promise<number> {
  const { publicId } = await applyAs(
    console.services,
    name,
    change,
    { type: 'anonymous' },
    `192.0.2.${name.length}`,
  )
  const row = await console.services.db
    .selectFrom('operator_applications')
    .select('id')
    .where('public_id', '=', publicId)
    .executeTakeFirstOrThrow()
  return row.id
}

/** The page of somebody who has signed in with a wallet, through the page as people do. */
async function openAs(name: string, visitor: Parameters<ConsoleServer['visit']>[1] = {}) {
  const visit = await console.visit('/nowhere', visitor)
  await installWallet(visit.page.context(), testAccount(name))
  await visit.page.goto('/my-applications')
  await visit.page.locator('main').getByRole('link', { name: 'Sign in' }).click()
  await visit.page.getByRole('button', { name: 'Sign in with Test Wallet' }).click()
  await visit.page.getByRole('heading', { name: 'Your data' }).waitFor()
  return visit
}

const text = (page: Page) => page.locator('main').innerText()

it('asks visitors to sign in, and shows after it their own application and nobody else’s', async () => {
  await apply('first', { name: '<b onclick=alert(1)>Grace</b>' })
  await apply('second', { name: 'Somebody Else' })
  await using visit = await openAs('first')
  const { page, complaints } = visit
  const shown = await text(page)
  expect(shown).toContain('In review')
  expect(shown).toContain('You have an answer by 2026-12-02, 09:00 UTC')
  expect(shown).toContain('<b onclick=alert(1)>Grace</b>')
  expect(shown).not.toContain('Somebody Else')
  await page.getByText('What you wrote').click()
  await page.getByText('(it signed for this application)').waitFor()
  await expectAccessible(page)
  expect(complaints).toEqual([])
})

it('takes the answer to a question, and the withdrawal after it was confirmed', async () => {
  const applicationId = await apply('questioned')
  await requestInformation(admin(), { applicationId, question: 'Which <i>data centre</i>?' })
  await using visit = await openAs('questioned')
  const { page } = visit
  await page.getByRole('heading', { name: 'We have a question' }).waitFor()
  await page.getByText('Which <i>data centre</i>?').waitFor()
  await page.getByLabel('Your answer').fill('The one in Zürich.')
  await page.getByRole('button', { name: 'Send the answer' }).click()
  await page.getByText('You: The one in Zürich.').waitFor()
  await page.getByRole('heading', { name: 'In review' }).waitFor()
  await page.getByRole('button', { name: 'Withdraw' }).click()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Keep it' }).click()
  await page.getByRole('button', { name: 'Withdraw' }).click()
  await page.getByRole('button', { name: 'Withdraw it' }).click()
  await page.getByRole('heading', { name: 'Withdrawn' }).waitFor()
  await page.getByRole('link', { name: 'Apply again' }).waitFor()
})

it('says why an application was not accepted and when the next one is possible', async () => {
  const applicationId = await apply('rejected')
  await rejectApplication(admin(), { applicationId, reason: 'Your machine has too few cores.' })
  await using visit = await openAs('rejected')
  const shown = await text(visit.page)
  for (const part of ['Not accepted', 'too few cores', 'You may apply again from 2027-02-23'])
    expect(shown).toContain(part)
  expect(shown).not.toContain('ada')
  expect(await visit.page.getByRole('link', { name: 'Apply again' }).count()).toBe(0)
})

it('says how to claim once it was approved, and sends the invitation again', async () => {
  const applicationId = await apply('approved', { email: 'approved@example.org' })
  await approveApplication(admin(), { applicationId }, createCredential)
  await using visit = await openAs('approved')
  const { page } = visit
  await page.getByRole('heading', { name: 'Approved: claim your credential' }).waitFor()
  expect(await text(page)).toContain('We mailed a link to approved@example.org')
  await page.getByRole('button', { name: 'Send the invitation again' }).click()
  await page.getByText('Another invitation is on its way').waitFor()
})

it('hands out everything as JSON, and erases it after the wallet has signed once more', async () => {
  const applicationId = await apply('leaving', { motivation: 'CANARY of the leaving' })
  await using visit = await openAs('leaving')
  const { page, complaints } = visit
  const downloading = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download it as JSON' }).click()
  const download = await downloading
  expect(download.suggestedFilename()).toBe('noderr-my-data-2026-11-25.json')
  expect(await readFile(await download.path(), 'utf8')).toContain('CANARY of the leaving')
  await page.getByRole('button', { name: 'Erase my data' }).click()
  await page.getByRole('heading', { name: 'Erase everything' }).waitFor()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Sign with Test Wallet' }).click()
  await page.waitForURL('/')
  const row = await console.services.db
    .selectFrom('operator_applications')
    .select(['motivation', 'status'])
    .where('id', '=', applicationId)
    .executeTakeFirst()
  expect(row).toEqual({ motivation: null, status: 'withdrawn' })
  expect(complaints).toEqual([])
})

it('lets an owner erase the person from an application, and shows it to no other admin', async () => {
  const applicationId = await apply('by letter', { motivation: 'CANARY of the letter' })
  await using looking = await console.visit(`/admin/approvals/${applicationId}`, {
    as: { name: 'vera', role: 'approver' },
  })
  await looking.page.getByText('CANARY of the letter').waitFor()
  expect(await looking.page.getByRole('button', { name: 'Erase the person' }).count()).toBe(0)
  await using visit = await console.visit(`/admin/approvals/${applicationId}`, {
    as: { name: 'olga', role: 'owner' },
  })
  const { page } = visit
  await page.getByRole('button', { name: 'Erase the person' }).click()
  await page.getByLabel('Reason').fill('asked for by letter')
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Erase', exact: true }).click()
  await page.getByText('The person is erased from application').waitFor()
  await page.getByText('CANARY of the letter').waitFor({ state: 'detached' })
})

it('keeps no token of a mailed link in the address', async () => {
  const { erasureLink = '' } = await fillErasure(console.services)({ to: 'grace@example.org' })
  await using visit = await console.visit(`/my-applications${new URL(erasureLink).hash}`)
  await visit.page.getByText('Sign in to see your applications').waitFor()
  expect(visit.page.url()).not.toContain('erase')
})

it.each(['light', 'dark'] as const)(
  'has nothing that axe finds serious in %s, and fits 375 pixels',
  async (colorScheme) => {
    const name = `narrow ${colorScheme}`
    await apply(name)
    await using visit = await openAs(name, { colorScheme, viewport: { width: 375, height: 800 } })
    await visit.page.getByText('What you wrote').click()
    await expectAccessible(visit.page)
    await expectNoSidewaysScroll(visit.page)
  },
)
