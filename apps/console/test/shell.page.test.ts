import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import {
  type ConsoleServer,
  expectAccessible,
  expectNoSidewaysScroll,
  hasChromium,
  NO_CHROMIUM,
  startConsole,
} from './console-server.ts'

let console: ConsoleServer
beforeAll(async () => {
  if (hasChromium) console = await startConsole()
})
beforeEach(({ skip }) => skip(!hasChromium, NO_CHROMIUM))
afterAll(() => console?.[Symbol.asyncDispose]())

const ADA = { name: 'ada', role: 'approver' } as const

it.each(['light', 'dark'] as const)('has nothing that axe finds serious in %s', async (colorScheme) => {
  await using visit = await console.visit('/nowhere', { as: ADA, colorScheme })
  await visit.page.getByText('signed in as ada').waitFor()
  await expectAccessible(visit.page)
  expect(visit.complaints).toEqual([])
})

it('fits a screen of 375 pixels, with the ways behind a menu that opens by keyboard', async () => {
  await using visit = await console.visit('/nowhere', { as: ADA, viewport: { width: 375, height: 800 } })
  const { page } = visit
  await page.getByText('ada').first().waitFor()
  await expectNoSidewaysScroll(page)
  await page.getByRole('button', { name: 'Menu' }).press('Enter')
  await expectAccessible(page)
  const network = page.getByRole('link', { name: 'Network', exact: true })
  await network.press('Enter')
  await page.waitForURL('/')
  await network.waitFor({ state: 'hidden' })
})

it('keeps the shell when a page fails, and says so in its place', async () => {
  await using visit = await console.visit('/', { as: ADA })
  const { page } = visit
  await page.getByRole('heading', { name: 'Network live' }).waitFor()
  await page.route('**/assets/AuditPage*', (route) => route.abort())
  await page.getByRole('link', { name: 'Audit' }).click()
  await page.getByRole('alert').getByText('This page could not be shown').waitFor()
  await page.getByRole('link', { name: 'Approvals' }).click()
  await page.getByRole('heading', { name: 'Approvals' }).waitFor()
})

it('lets the keyboard skip to the content, and marks the page that is shown', async () => {
  await using visit = await console.visit('/')
  const { page } = visit
  await page.getByRole('heading', { name: 'Network live' }).waitFor()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('content')
  expect(await page.getByRole('link', { name: 'Network' }).getAttribute('aria-current')).toBe('page')
  expect(await page.title()).toBe('Noderr · network live')
})
