import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest'
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

/** The page as a stranger opens it whose browser has a wallet. */
async function open(account: string | undefined, visitor: Parameters<ConsoleServer['visit']>[1] = {}) {
  const visit = await console.visit('/nowhere', visitor)
  const wallet = account ? await installWallet(visit.page.context(), testAccount(account)) : undefined
  await visit.page.goto('/apply')
  await visit.page.getByRole('heading', { name: 'Run a Noderr node' }).waitFor()
  return { ...visit, wallet, [Symbol.asyncDispose]: () => visit[Symbol.asyncDispose]() }
}

async function fill(page: Page, name = 'Grace Hopper') {
  await page.getByRole('radio', { name: /guardian/i }).check()
  await page.getByLabel('Name').fill(name)
  await page.getByLabel('E-mail').fill('Grace@Example.org')
  await page.getByLabel('Operating system').selectOption('Docker on Linux')
  await page.getByLabel('Experience').fill('Ten years of servers.')
  await page.getByLabel('Infrastructure').fill('A rack with two lines out.')
  await page.getByLabel('Motivation').fill('To see how right I am.')
}

const applicationOf = (account: string) =>
  console.services.db
    .selectFrom('operator_applications')
    .selectAll()
    .where('wallet_address', '=', testAccount(account).address)
    .execute()

it('takes an application from the tier guide to a signature, and says what happens next', async () => {
  await using visit = await open('page applicant')
  const { page, complaints } = visit
  await fill(page, '<img src=x onerror=alert(1)>')
  expect(await page.getByLabel('Stake, in NODR').inputValue()).toBe('50000')
  await page.getByRole('button', { name: 'Connect Test Wallet' }).click()
  await page.getByText(testAccount('page applicant').address).waitFor()
  await page.getByRole('button', { name: 'Sign and send' }).click()
  await page.getByRole('heading', { name: 'Your application is in' }).waitFor()
  expect(await page.locator('main').innerText()).toContain('2026-12-02 09:00 UTC')
  await expectAccessible(page)
  expect(await applicationOf('page applicant')).toMatchObject([
    {
      source: 'apply',
      status: 'pending',
      email: 'grace@example.org',
      name: '<img src=x onerror=alert(1)>',
      tier: 'guardian',
      rpc_endpoint: null,
    },
  ])
  expect(complaints).toEqual([])
})

it('sends nothing while answers are wrong, says so beside each, and moves to the first', async () => {
  await using visit = await open('page faulty')
  const { page } = visit
  await fill(page)
  await page.getByLabel('E-mail').fill('grace at example')
  await page.getByLabel('RPC endpoint').fill('http://plain.example')
  await page.getByRole('button', { name: 'Sign and send' }).click()
  await page.getByText('3 answers need another look').waitFor()
  await page.getByText('Connect the wallet that will run the node.').waitFor()
  const email = page.getByLabel('E-mail')
  expect(await email.getAttribute('aria-invalid')).toBe('true')
  expect(await email.evaluate((field) => field === document.activeElement)).toBe(true)
  await expectAccessible(page)
  await email.fill('grace@example.org')
  expect(await email.getAttribute('aria-invalid')).toBe('false')
  expect(await applicationOf('page faulty')).toEqual([])
})

it('keeps a draft over a reload, and lets go of it when it is thrown away', async () => {
  await using visit = await open(undefined)
  const { page } = visit
  await fill(page)
  await page.getByText('kept in this browser, and nowhere else').waitFor()
  await page.reload()
  expect(await page.getByLabel('Experience').inputValue()).toBe('Ten years of servers.')
  expect(await page.getByRole('radio', { name: /guardian/i }).isChecked()).toBe(true)
  await page.getByText('No wallet was found in this browser').waitFor()
  await page.getByRole('button', { name: 'Throw it away' }).click()
  await page.reload()
  expect(await page.getByLabel('Experience').inputValue()).toBe('')
})

it('carries the draft of whoever signs in to another device, and out of the browser', async () => {
  const signIn = async (page: Page) => {
    await page.goto('/login')
    await page.getByRole('button', { name: 'Sign in with Test Wallet' }).click()
    await page.waitForURL('/my-applications')
    await page.goto('/apply')
  }
  await using first = await open('page traveller')
  await fill(first.page)
  await first.page.getByText('kept in this browser, and nowhere else').waitFor()
  await signIn(first.page)
  await first.page.getByText('kept with your sign-in').waitFor()
  expect(await first.page.evaluate(() => localStorage.length)).toBe(0)

  await using second = await open('page traveller')
  await signIn(second.page)
  await second.page.getByText('kept with your sign-in').waitFor()
  expect(await second.page.getByLabel('Experience').inputValue()).toBe('Ten years of servers.')
})

it('says that nothing was signed when the wallet declines, and leads to an application that is open', async () => {
  await using visit = await open('page twice')
  const { page, wallet } = visit
  const connectAndSend = async () => {
    await fill(page)
    await page.getByRole('button', { name: 'Connect Test Wallet' }).click()
    await page.getByText('Use another').waitFor()
    if (wallet) wallet.decline = true
    await page.getByRole('button', { name: 'Sign and send' }).click()
    await page.getByText('You declined in Test Wallet').waitFor()
    if (wallet) wallet.decline = false
    await page.getByRole('button', { name: 'Sign and send' }).click()
  }
  await connectAndSend()
  await page.getByRole('heading', { name: 'Your application is in' }).waitFor()
  await page.goto('/apply')
  await connectAndSend()
  const alert = page.getByRole('alert').filter({ hasText: 'open application' })
  await alert.getByRole('link', { name: 'Go to My applications' }).waitFor()
  expect(await applicationOf('page twice')).toHaveLength(1)
})

it.each(['light', 'dark'] as const)(
  'has nothing that axe finds serious in %s, and fits 375 pixels',
  async (colorScheme) => {
    await using visit = await open('page axe', { colorScheme, viewport: { width: 375, height: 800 } })
    await expectAccessible(visit.page)
    await expectNoSidewaysScroll(visit.page)
    expect(visit.complaints).toEqual([])
  },
)

it('says waiting list where a tier has no seat', async () => {
  const { db } = console.services
  await db.updateTable('system_config').set({ value: '0' }).where('key', '=', 'max_oracles').execute()
  await using visit = await open(undefined)
  expect(
    await visit.page
      .getByRole('radio', { name: /oracle/i })
      .locator('../..')
      .innerText(),
  ).toContain('waiting list')
})
