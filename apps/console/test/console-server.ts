import type { AddressInfo } from 'node:net'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { expect } from 'vitest'
import { buildApi } from '../../control-plane/src/build-api.ts'
import type { AdminRole } from '../../control-plane/src/context/index.ts'
import { startTestServices, type TestServices } from '../../control-plane/test/services.ts'
import { signIn } from '../../control-plane/test/sign-in.ts'
import { findChromium, launchChromium } from './chromium.ts'

/** For `beforeEach(({ skip }) => skip(!hasChromium, NO_CHROMIUM))`: a machine without a browser skips page tests. */
export const hasChromium = findChromium() !== undefined
export const NO_CHROMIUM = 'no Chromium is installed: apt-get install chromium, or set CHROMIUM_PATH'

/** Less than a test may take, so that its failure names what it waited for. */
const PATIENCE_MS = 20_000

/** Where the control plane's clock stands and the browser's as well. */
export const NOW = Date.parse('2026-11-25T09:00:00Z')

/** The built console, served by a real control plane over a database of its own, and a browser to look at it. */
export interface ConsoleServer extends AsyncDisposable {
  readonly url: string
  /** To put things into the database by the verbs, and to move the control plane's clock. */
  readonly services: TestServices
  /** A browser of its own for one visitor: own cookies, own window. */
  visit(path: string, visitor?: Visitor): Promise<Visit>
}

export interface Visitor extends BrowserContextOptions {
  /** Signed in as this admin; undefined: as nobody. */
  readonly as?: { readonly name: string; readonly role: AdminRole }
}

export interface Visit extends AsyncDisposable {
  readonly page: Page
  /** Errors and warnings of the browser's console, refusals of the content security policy included. */
  readonly complaints: readonly string[]
}

/** One for a test file: `console = await startConsole()` in `beforeAll`, `await console[Symbol.asyncDispose]()` after. */
export async function startConsole(environment: NodeJS.ProcessEnv = {}): Promise<ConsoleServer> {
  const services = await startTestServices(environment, NOW)
  const app = await buildApi(services)
  await app.listen({ host: '127.0.0.1', port: 0 })
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
  const browser = await launchChromium(findChromium() ?? '')
  return {
    url,
    services,
    visit: (path, visitor = {}) => visit({ browser, services, url }, path, visitor),
    [Symbol.asyncDispose]: async () => {
      await browser.close()
      await app.close()
      await services.close()
    },
  }
}

async function visit(
  { browser, services, url }: { browser: Browser; services: TestServices; url: string },
  path: string,
  { as, ...options }: Visitor,
): Promise<Visit> {
  const context = await browser.newContext({
    baseURL: url,
    viewport: { width: 1280, height: 900 },
    reducedMotion: 'reduce',
    ...options,
  })
  if (as) await context.addCookies([{ url, ...(await signIn(services, as)) }])
  context.setDefaultTimeout(PATIENCE_MS)
  const page = await context.newPage()
  await page.clock.setFixedTime(services.clock.now())
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  await page.goto(path)
  return { page, complaints, [Symbol.asyncDispose]: () => context.close() }
}

/** Nothing that axe calls serious or critical. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  expect(serious.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
}

/** Nothing sticks out to the right: the page does not scroll sideways. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const [scroll, width] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth])
  expect(scroll).toBe(width)
}
