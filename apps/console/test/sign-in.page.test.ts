import { privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { addAdmin, findAdminByName } from '../../control-plane/src/auth/index.ts'
import { openAuth } from '../../control-plane/src/sign-in/index.ts'
import { signIn } from '../../control-plane/test/sign-in.ts'
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

const OLGA = { name: 'olga', role: 'owner' } as const
const wallet = privateKeyToAccount(`0x${'7b'.repeat(32)}`)

let console: ConsoleServer
beforeAll(async () => {
  if (!hasChromium) return
  console = await startConsole()
  const cli = console.services.as({ type: 'cli', user: 'test' })
  await addAdmin(cli, { name: 'wanda', role: 'reviewer', wallet: wallet.address })
  await addAdmin(cli, { name: 'emil', role: 'support', email: 'emil@example.org' })
})
beforeEach(({ skip }) => skip(!hasChromium, NO_CHROMIUM))
afterAll(() => console?.[Symbol.asyncDispose]())

/** A token as it would be mailed. */
async function mailedToken(email: string): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>()
  const { api } = openAuth(console.services)
  await api.signInMagicLink({ body: { email, metadata: { take: resolve } }, headers: new Headers() })
  return promise
}

it.each([
  ['/login', undefined],
  ['/account', OLGA],
  ['/admin/people', OLGA],
] as const)(
  'has nothing on %s that axe finds serious, light and dark, and fits 375 pixels',
  async (path, as) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const browser = { colorScheme, viewport: { width: 375, height: 800 } }
      await using visit = await console.visit(path, as ? { as, ...browser } : browser)
      await visit.page.getByRole('heading', { level: 1 }).waitFor()
      await visit.page.waitForLoadState('networkidle')
      await expectAccessible(visit.page)
      await expectNoSidewaysScroll(visit.page)
      expect(visit.complaints).toEqual([])
    }
  },
)

it('has a link mailed, signs in by it once, and keeps no token in the address', async () => {
  await using visit = await console.visit('/login')
  const { page } = visit
  await page.getByLabel('E-mail address').fill('emil@example.org')
  await page.getByRole('button', { name: 'Mail me a link' }).click()
  await page.getByText('A link is on its way to emil@example.org').waitFor()
  const token = await mailedToken('emil@example.org')
  await page.evaluate((hash) => (location.hash = hash), token)
  await page.getByRole('heading', { name: 'Sign in to the Noderr network' }).waitFor()
  expect(page.url()).toBe(`${console.url}/login`)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByText('signed in as emil').waitFor()
  expect(page.url()).toBe(`${console.url}/`)

  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('link', { name: 'Sign in' }).click()
  await page.getByRole('button', { name: 'Mail me a link' }).waitFor()
  await page.evaluate((hash) => (location.hash = hash), token)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByText('This sign-in was used, has expired or never existed').waitFor()
  await page.getByRole('button', { name: 'Mail me a link' }).waitFor()
})

it('uses no link up by opening it, and takes nobody out of their session unasked', async () => {
  const token = await mailedToken('emil@example.org')
  for (const colorScheme of ['light', 'dark'] as const) {
    await using scanner = await console.visit('/nowhere', {
      colorScheme,
      viewport: { width: 375, height: 800 },
    })
    const asked: string[] = []
    scanner.page.on('request', (request) =>
      asked.push(`${request.method()} ${new URL(request.url()).pathname}`),
    )
    await scanner.page.goto(`/login#${token}`)
    await scanner.page.getByRole('button', { name: 'Sign in', exact: true }).waitFor()
    await scanner.page.waitForLoadState('networkidle')
    expect(asked.filter((request) => request.startsWith('POST '))).toEqual([])
    await expectAccessible(scanner.page)
    await expectNoSidewaysScroll(scanner.page)
    expect(scanner.complaints).toEqual([])
  }
  await using visit = await console.visit('/account', { as: OLGA })
  const { page } = visit
  await page.getByText('signed in as olga').waitFor()
  await page.goto('about:blank')
  await page.goto(`${console.url}/login#${token}`)
  await page.getByText('You are signed in as olga.').waitFor()
  await page.reload()
  await page.getByText('signed in as olga').waitFor()
  await page.goto('about:blank')
  await page.goto(`${console.url}/login#${token}`)
  await page.getByText('You are signed in as olga.').waitFor()
  await page.keyboard.press('Enter')
  await page.getByText('signed in as emil').waitFor()
})

it('signs in by a wallet, and says so when its owner declines', async () => {
  await using visit = await console.visit('/nowhere')
  const { page } = visit
  const inBrowser = await installWallet(page.context(), wallet)
  await page.goto('/login')
  inBrowser.decline = true
  const enter = page.getByRole('button', { name: 'Sign in with Test Wallet' })
  await enter.click()
  await page.getByText('You declined in Test Wallet').waitFor()
  inBrowser.decline = false
  await enter.click()
  await page.getByText('signed in as wanda').waitFor()
})

it('shows one their sessions, ends another, and then all', async () => {
  await using visit = await console.visit('/account', { as: OLGA })
  const { page } = visit
  await signIn(console.services, OLGA)
  await page.reload()
  const sessions = page.getByRole('listitem')
  await sessions.nth(1).waitFor()
  await sessions.filter({ hasNotText: 'this one' }).first().getByRole('button', { name: 'End' }).click()
  await page.getByRole('button', { name: 'Sign out everywhere' }).click()
  await page.getByRole('heading', { name: 'Sign in', exact: true }).waitFor()
})

it('lets an owner add, change and remove a person, and end their sessions', async () => {
  await using visit = await console.visit('/admin/people', { as: OLGA })
  const { page } = visit
  await page.getByRole('button', { name: 'Add a person' }).click()
  await page.getByLabel('Name').fill('nina')
  await page.getByLabel('Role').selectOption('reviewer')
  await page.getByLabel('E-mail address').fill('nina@example.org')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await page.getByText('nina runs the network as reviewer').waitFor()
  const nina = await signIn(console.services, { name: 'nina', role: 'reviewer' })
  const asNina = () =>
    fetch(`${console.url}/api/auth/session`, { headers: { cookie: `${nina.name}=${nina.value}` } }).then(
      async (answer) => (await answer.text()).includes('nina'),
    )
  expect(await asNina()).toBe(true)

  await page.getByRole('button', { name: 'Change nina' }).click()
  await page.getByText('Signed in once').waitFor()
  await page.getByRole('button', { name: 'End', exact: true }).click()
  await page.getByText('Not signed in anywhere').waitFor()
  expect(await asNina()).toBe(false)
  await page.getByLabel('Role').selectOption('support')
  await page.getByRole('button', { name: 'Change the role' }).click()
  await page.getByText('nina is support now').waitFor()
  expect(await findAdminByName(console.services.db, 'nina')).toMatchObject({ role: 'support' })

  await page.getByRole('button', { name: 'Change nina' }).click()
  await page.getByRole('button', { name: 'Remove' }).click()
  await page.getByRole('button', { name: 'Yes, remove nina' }).click()
  await page.getByText('nina runs this network no more').waitFor()
  expect(await findAdminByName(console.services.db, 'nina')).toBeUndefined()
})

it('says why the last owner stays, and offers nothing to whoever may not change people', async () => {
  await using visit = await console.visit('/admin/people', { as: OLGA })
  await visit.page.getByRole('button', { name: 'Change olga' }).click()
  await visit.page.getByLabel('Role').selectOption('viewer')
  await visit.page.getByRole('button', { name: 'Change the role' }).click()
  await visit.page.getByText('olga is the last owner').waitFor()

  await using other = await console.visit('/admin/people', { as: { name: 'vera', role: 'viewer' } })
  await other.page.getByRole('cell', { name: 'olga', exact: true }).waitFor()
  expect(await other.page.getByRole('button', { name: /Change|Add/ }).count()).toBe(0)
})

it('shows what waits for a second person, who confirms it', async () => {
  const cli = console.services.as({ type: 'cli', user: 'test' })
  await addAdmin(cli, { name: 'paula', role: 'approver' })
  await addAdmin(cli, { name: 'quinn', role: 'approver' })
  await using visit = await console.visit('/admin/people', {
    as: OLGA,
    viewport: { width: 375, height: 800 },
  })
  const { page } = visit
  await page.getByRole('button', { name: 'Change quinn' }).click()
  await page.getByRole('button', { name: 'Remove' }).click()
  await page.getByRole('button', { name: 'Yes, remove quinn' }).click()
  await page.getByText('Another person has to confirm what changes about quinn').waitFor()
  await page.getByText('quinn (approver) is to be removed, and cannot sign in meanwhile').waitFor()
  await expectAccessible(page)
  await expectNoSidewaysScroll(page)
  await page.getByRole('button', { name: 'Drop: quinn' }).waitFor()
  expect(await page.getByRole('button', { name: 'Confirm: quinn' }).count()).toBe(0)

  await using other = await console.visit('/admin/people', { as: { name: 'paula', role: 'approver' } })
  await other.page.getByRole('button', { name: 'Confirm: quinn' }).click()
  await other.page.getByRole('cell', { name: 'quinn', exact: true }).waitFor({ state: 'detached' })
  expect(await findAdminByName(console.services.db, 'quinn')).toBeUndefined()
})
