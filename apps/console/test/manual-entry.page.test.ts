import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { asOwner } from '../../control-plane/test/as-owner.ts'
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

const RITA = { name: 'rita', role: 'reviewer' } as const
const WALLET = '0x00000000219ab540356cBB839Cbe05303d7705Fa'

it('enters an application by hand with a reason, tells what is wrong first, and finds both in the audit log', async () => {
  await using visit = await console.visit('/admin/approvals/new', { as: RITA })
  const { page } = visit
  await page.getByLabel('E-mail').fill('Grace@Example.org')
  await page.getByLabel('Wallet').fill('0x12')
  await page.getByLabel('Tier').selectOption('validator')
  await page.getByLabel('Name').fill('Grace')
  await page.getByLabel('Reason').fill('Typeform is down since noon')
  await page.getByRole('button', { name: 'Enter the application' }).click()
  await page.getByRole('alert').waitFor()
  await page.getByLabel('Wallet').fill(WALLET)
  await page.getByRole('button', { name: 'Enter the application' }).click()
  await page.getByRole('heading', { name: 'Application 1' }).waitFor()
  await page.getByText('entered because: Typeform is down since noon').waitFor()

  await page.getByRole('link', { name: 'Audit' }).click()
  await page.getByText('The chain is whole.').waitFor()
  await page.getByRole('button', { name: 'application:1' }).click()
  await page.waitForURL(/subject=application%3A1/)
  const entry = page.getByRole('row').filter({ hasText: 'application.submitted' })
  await entry.getByText('Typeform is down since noon').waitFor()
  expect(await entry.innerText()).toContain('admin:rita')
})

it('says where the audit chain is broken', async () => {
  await using visit = await console.visit('/admin/audit', { as: RITA })
  const { page } = visit
  await page.getByText('The chain is whole.').waitFor()
  await asOwner(
    console.services,
    'ALTER TABLE audit_log DISABLE TRIGGER ALL',
    "UPDATE audit_log SET actor = 'admin:nobody' WHERE id = 2",
    'ALTER TABLE audit_log ENABLE TRIGGER ALL',
  )
  await page.getByRole('button', { name: 'Verify again' }).click()
  await page.getByText('The chain is broken: entry 2 is not what was written').waitFor()
  await expectAccessible(page)
})

it.each(['/admin/approvals/new', '/admin/audit'])('is accessible and fits a phone: %s', async (path) => {
  await using visit = await console.visit(path, {
    as: RITA,
    colorScheme: 'dark',
    viewport: { width: 375, height: 900 },
  })
  await visit.page.getByRole('heading', { level: 1 }).waitFor()
  await visit.page.getByText(path.endsWith('audit') ? 'Verify again' : 'Enter the application').waitFor()
  await expectAccessible(visit.page)
  await expectNoSidewaysScroll(visit.page)
  expect(visit.complaints).toEqual([])
})
