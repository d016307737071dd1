import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { submitForm } from '../../control-plane/test/deliveries.ts'
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
const VIEWER = { name: 'vera', role: 'viewer' } as const

const row = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name })
const rowStatus = async (id: number) =>
  (
    await console.services.db
      .selectFrom('operator_applications')
      .select('status')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
  ).status

it.each([
  ['light', 1280],
  ['dark', 1280],
  ['light', 375],
] as const)('has nothing that axe finds serious in %s at %d pixels', async (colorScheme, width) => {
  const options = { as: ADA, colorScheme, viewport: { width, height: 900 } }
  await using visit = await console.visit('/admin/approvals?search=a', options)
  await visit.page.getByRole('link', { name: 'Amara Okonkwo' }).waitFor()
  await expectAccessible(visit.page)
  await expectNoSidewaysScroll(visit.page)
  expect(visit.complaints).toEqual([])
})

it('fits the longest names on a phone', async () => {
  await using visit = await console.visit('/admin/approvals', {
    as: ADA,
    viewport: { width: 375, height: 900 },
  })
  await visit.page.getByRole('link', { name: 'Bartholomew' }).waitFor()
  await expectNoSidewaysScroll(visit.page)
})

it('shows a name that tries to be HTML as text', async () => {
  await using visit = await console.visit('/admin/approvals?search=mallory', { as: ADA })
  await visit.page.getByRole('link', { name: '<img src=x onerror=alert(1)>' }).waitFor()
  expect(await visit.page.locator('table img').count()).toBe(0)
  expect(visit.complaints).toEqual([])
})

it('opens with every open application, the oldest review first', async () => {
  await using visit = await console.visit('/admin/approvals', { as: ADA })
  const { page } = visit
  await page.getByRole('row').nth(1).getByText('Elena Petrova').waitFor()
  expect(await page.getByRole('row').count()).toBe(1 + 42)
  await shootForDocs(page, 'approvals')
})

it('keeps filters in the address, and finds there what it was opened with', async () => {
  await using visit = await console.visit('/admin/approvals', { as: ADA })
  const { page } = visit
  await page.getByLabel('Tier').selectOption('oracle')
  await page.getByLabel(/^overdue/).check()
  await page.getByRole('link', { name: 'Viktor Lindqvist' }).waitFor()
  await page.getByRole('link', { name: 'Kenji Yamamoto' }).waitFor({ state: 'detached' })
  const address = new URL(page.url())
  expect(Object.fromEntries(address.searchParams)).toEqual({ tier: 'oracle', overdue: 'true' })
  await page.reload()
  await page.getByRole('link', { name: 'Viktor Lindqvist' }).waitFor()
  expect(await page.getByRole('row').count()).toBe(1 + 2)
  await page.getByRole('button', { name: 'Applicant' }).click()
  await page.waitForURL(/sort=name&direction=asc/)
  await page.getByRole('row').nth(1).getByText('Elena Petrova').waitFor()
})

it('searches while one types, by name, address, wallet and number', async () => {
  await using visit = await console.visit('/admin/approvals', { as: ADA })
  const { page } = visit
  await page.keyboard.press('/')
  await page.keyboard.type('fern')
  await page.getByRole('link', { name: 'Elena Petrova' }).waitFor({ state: 'detached' })
  await page.getByRole('link', { name: 'María de los Ángeles' }).waitFor()
  await page.getByRole('searchbox').fill('7')
  await page.getByRole('link', { name: 'Omar Haddad' }).waitFor()
})

it('moves, selects and asks for help by keys alone, and takes no key from a field', async () => {
  await using visit = await console.visit('/admin/approvals', { as: ADA })
  const { page } = visit
  await page.getByRole('link', { name: 'Elena Petrova' }).waitFor()
  for (const key of ['j', 'j', 'j', 'k', 'x', 'ArrowDown', 'x']) await page.keyboard.press(key)
  await page.getByText('2 selected').waitFor()
  expect(await page.getByLabel('Select application 2', { exact: true }).isChecked()).toBe(true)
  await page.keyboard.press('?')
  await page.getByRole('dialog', { name: 'Keys on this page' }).waitFor()
  await page.keyboard.press('Escape')
  await page.keyboard.press('/')
  await page.keyboard.type('xrj?')
  expect(await page.getByRole('searchbox').inputValue()).toBe('xrj?')
  expect(await page.getByRole('dialog').count()).toBe(0)
})

it('opens what the cursor stands on by Enter, and goes on to its neighbour and back to the same list', async () => {
  await using visit = await console.visit('/admin/approvals?tier=guardian', { as: ADA })
  const { page } = visit
  await page.getByRole('link', { name: 'Thandiwe Ndlovu' }).waitFor()
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Application 4' }).waitFor()
  await page.getByText('1 of 7').waitFor()
  await page.keyboard.press('j')
  await page.getByRole('heading', { name: 'Application 9' }).waitFor()
  await page.keyboard.press('u')
  await page.waitForURL('/admin/approvals?tier=guardian')
})

it('approves several at once by keyboard, and tells what became of each', async () => {
  await using visit = await console.visit('/admin/approvals?tier=micro', { as: ADA })
  const { page } = visit
  await page.getByRole('link', { name: 'Kenji Yamamoto' }).waitFor()
  for (const key of ['j', 'x', 'j', 'x', 'a']) await page.keyboard.press(key)
  const dialog = page.getByRole('dialog')
  await dialog.getByText('Each wallet becomes an operator').waitFor()
  await expectAccessible(page)
  // Somebody else is faster with one of the two.
  await console.services.db
    .updateTable('operator_applications')
    .set({ version: 99 })
    .where('id', '=', 7)
    .execute()
  await page.keyboard.press('Enter')
  await page.getByRole('dialog', { name: '1 of 2 are done' }).waitFor()
  expect(await dialog.innerText()).toContain('approved; the invitation is on its way')
  expect(await dialog.innerText()).toContain('was changed after you read it')
  await page.keyboard.press('Enter')
  await page.getByRole('link', { name: 'Kenji Yamamoto' }).waitFor({ state: 'detached' })
  expect([await rowStatus(2), await rowStatus(7)]).toEqual(['approved', 'pending'])
})

it('rejects several for one reason', async () => {
  await using visit = await console.visit('/admin/approvals?search=arjun', { as: ADA })
  const { page } = visit
  await page.getByText('2 signals').first().waitFor()
  await page.getByLabel('select all here').check()
  await page.getByRole('button', { name: 'Reject …' }).click()
  await page.getByLabel('Reason, for our own counting').selectOption('duplicate')
  await page.getByLabel('What the applicant reads').fill('You applied twice; please choose one tier.')
  await page.getByRole('button', { name: 'Reject 2 applications' }).click()
  await page.getByRole('dialog', { name: 'All of them are done' }).waitFor()
  expect([await rowStatus(19), await rowStatus(20)]).toEqual(['rejected', 'rejected'])
})

it('offers no decision to those who may make none', async () => {
  await using visit = await console.visit('/admin/approvals', { as: VIEWER })
  const { page } = visit
  await page.getByText('Your role reads applications').waitFor()
  expect(await page.getByRole('checkbox', { name: 'Select application' }).count()).toBe(0)
  await page.keyboard.press('j')
  await page.keyboard.press('a')
  expect(await page.getByRole('dialog').count()).toBe(0)
})

it('asks strangers to sign in', async () => {
  await using visit = await console.visit('/admin/approvals')
  await visit.page.getByText('Sign in to see this page').waitFor()
  expect(await row(visit.page, 'Elena').count()).toBe(0)
})

it('pages through more than fits, by the keys of the list, and back', async () => {
  for (let number = 0; number < 12; number += 1) await submitForm(console.services)
  await using visit = await console.visit('/admin/approvals?sort=age&direction=asc&status=all', { as: ADA })
  const { page } = visit
  await page.getByText('50 here, 54 in all').waitFor()
  const first = await page.locator('[data-row]').first().innerText()
  await page.getByRole('button', { name: 'Next' }).click()
  await page.getByText('4 here, 54 in all').waitFor()
  await page.getByRole('link', { name: 'Elena Petrova' }).waitFor()
  await page.getByRole('button', { name: 'Previous' }).click()
  await page.getByText('50 here').waitFor()
  expect(await page.locator('[data-row]').first().innerText()).toBe(first)

  await page.locator('[data-row-link]').last().click()
  await page.getByText('50 of 50').waitFor()
  await page.keyboard.press('j')
  await page.getByText('1 of 4').waitFor()
  await page.keyboard.press('k')
  await page.getByText('50 of 50').waitFor()
})
