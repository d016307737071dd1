import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { findChromium, launchChromium } from './chromium.ts'
import { LOGIN_TOKEN, type PageServer, servePage } from './page-server.ts'
import { sampleNetwork } from './sample-network.ts'

const executable = findChromium()
let browser: Browser
let server: PageServer

beforeAll(async () => {
  if (!executable) return
  await promisify(execFile)(process.execPath, [join(import.meta.dirname, '../build.ts')])
  browser = await launchChromium(executable)
  server = await servePage(sampleNetwork())
}, 120_000)

beforeEach(({ skip }) => {
  skip(!executable, 'no Chromium is installed: apt-get install chromium, or set CHROMIUM_PATH')
  server.answer(sampleNetwork())
})

afterAll(async () => {
  await browser?.close()
  await server?.[Symbol.asyncDispose]()
})

/** Opens the page; fails the test in the end on any error in its console, a blocked style or script included. */
async function openPage(options: Parameters<Browser['newContext']>[0] = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  await page.goto(server.url)
  return { page, complaints, [Symbol.asyncDispose]: () => closeContext(context) }
}

const closeContext = (context: BrowserContext) => context.close()
const text = (page: Page) => page.locator('body').innerText()

it('shows nodes, chart, scores, epoch and log, with nothing refused by its own content security policy', async () => {
  await using opened = await openPage()
  const { page, complaints } = opened
  await page.getByRole('heading', { name: 'Nodes' }).waitFor()
  const shown = await text(page)
  const { epoch } = sampleNetwork()
  for (const expected of [
    '3 of 3 online',
    'btc-1h-direction-light 1.0.0',
    '20 ms / 106 ms',
    'Better than climatology',
    `Last epoch: ${epoch?.epoch}`,
    epoch?.root ?? 'a root',
    'Receipt log: 1\u202f570 entries',
  ])
    expect(shown).toContain(expected)
  expect(await page.locator('canvas').count()).toBeGreaterThan(0)
  expect(complaints).toEqual([])
})

it('refuses scripts and styles that are not its own files', async () => {
  await using opened = await openPage()
  const { page, complaints } = opened
  await page.evaluate(() => {
    const script = document.createElement('script')
    script.textContent = 'document.title = "taken over"'
    document.head.append(script)
  })
  expect(await page.title()).toBe('Noderr · network live')
  expect(complaints.join()).toContain('Content Security Policy')
})

it.each(['light', 'dark'] as const)('has nothing that axe finds serious in %s', async (colorScheme) => {
  await using opened = await openPage({ colorScheme })
  const { page } = opened
  await page.getByRole('heading', { name: 'Nodes' }).waitFor()
  const { violations } = await new AxeBuilder({ page }).analyze()
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  expect(serious.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
})

it('stays readable when it is stale', async () => {
  await using opened = await openPage()
  const { page } = opened
  await page.getByRole('heading', { name: 'Nodes' }).waitFor()
  server.answer(null)
  await page.getByRole('alert').waitFor()
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.filter(({ impact }) => impact === 'serious').map(({ id }) => id)).toEqual([])
})

it('fits a screen of 375 pixels without scrolling sideways', async () => {
  await using opened = await openPage({ viewport: { width: 375, height: 800 } })
  const { page } = opened
  await page.getByRole('heading', { name: 'Nodes' }).waitFor()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(375)
})

it('moves nothing about when an answer brings new figures', async () => {
  await using opened = await openPage()
  const { page } = opened
  await page.getByRole('heading', { name: 'Nodes' }).waitFor()
  const before = await boxesOf(page)
  const sample = sampleNetwork()
  const nodes = sample.nodes.map((node) => ({
    ...node,
    receipts: node.receipts + 1,
    latencyP50Ms: 12.3,
    latencyP99Ms: 99,
  }))
  server.answer({
    ...sample,
    nodes,
    network: { ...sample.network, marketTime: sample.network.marketTime + 1e6 },
  })
  await page.getByText('12 ms / 99 ms').first().waitFor()
  expect(await boxesOf(page)).toEqual(before)
})

const boxesOf = (page: Page) =>
  page.locator('section, h1, h2, canvas').evaluateAll((elements) =>
    elements.map((element) => {
      const { x, y, width, height } = element.getBoundingClientRect()
      return [x, y, width, height]
    }),
  )

it('keeps the last figures and marks them stale while the control plane is gone, and recovers by itself', async () => {
  await using opened = await openPage()
  const { page } = opened
  await page.getByRole('heading', { name: 'Nodes' }).waitFor()
  server.answer(null)
  await page.getByRole('alert').waitFor()
  expect(await page.getByRole('alert').innerText()).toContain('What you see is stale')
  expect(await text(page)).toContain('3 of 3 online')
  server.answer(sampleNetwork())
  await page.getByRole('alert').waitFor({ state: 'detached' })
})

it('says how to start the network when it was never there', async () => {
  server.answer(null)
  await using opened = await openPage()
  const { page } = opened
  const alert = page.getByRole('alert')
  await alert.waitFor()
  expect(await alert.innerText()).toContain('answers with an error (503)')
  expect(await alert.innerText()).toContain('npm start')
  const changed = page.waitForFunction(
    () => !document.querySelector('[role=alert]')?.textContent?.includes('(503)'),
    undefined,
    { timeout: 2_500 },
  )
  await expect(changed, 'the banner stays as it is while the page asks again').rejects.toThrow()
})

it('says of a network without anything yet what is missing, and invents no figure', async () => {
  const sample = sampleNetwork()
  server.answer({ ...sample, nodes: [], candles: [], rounds: [], scores: [], epoch: null, log: null })
  await using opened = await openPage()
  const { page, complaints } = opened
  await page.getByText('No node is enrolled yet.').waitFor()
  for (const missing of [
    'No candle has closed',
    'No prediction has been scored',
    'No epoch has closed',
    'No round has opened',
  ])
    expect(await text(page)).toContain(missing)
  expect(complaints).toEqual([])
})

it('shows a dash with a reason for a figure that was not measured', async () => {
  const sample = sampleNetwork()
  const [first, ...others] = sample.nodes
  if (first) server.answer({ ...sample, nodes: [{ ...first, latencyP50Ms: null, release: null }, ...others] })
  await using opened = await openPage()
  const { page } = opened
  await page.getByTitle('no telemetry has arrived').waitFor()
  await page.getByTitle('the node has not reported a release').waitFor()
})

it('says in words that there is no skill when the interval includes zero', async () => {
  const sample = sampleNetwork()
  server.answer({ ...sample, scores: sample.scores.map((score) => ({ ...score, gainInterval: [-9, 9] })) })
  await using opened = await openPage()
  const { page } = opened
  await page.getByText('No skill to see').first().waitFor()
  expect(await text(page)).not.toContain('Better than climatology')
})

it('never shows a prediction of a round that is not settled', async () => {
  await using opened = await openPage()
  const { page } = opened
  await page.getByRole('heading', { name: 'Newest rounds' }).waitFor()
  const open = page.getByRole('listitem').filter({ hasText: 'settles in' })
  expect(await open.count()).toBe(2)
  for (const row of await open.allInnerTexts()) expect(row).toMatch(/sealed/)
})

it('moves through the candles by arrow keys and reads them out', async () => {
  await using opened = await openPage()
  const { page } = opened
  const chart = page.getByRole('slider', { name: 'Candle under the crosshair' })
  await chart.focus()
  const before = await chart.getAttribute('aria-valuetext')
  await page.keyboard.press('ArrowLeft')
  await page.waitForFunction(
    ([was]) => document.querySelector('[role=slider]')?.getAttribute('aria-valuetext') !== was,
    [before],
  )
  expect(await chart.getAttribute('aria-valuetext')).toMatch(/^15 Jan 04:00, close /)
})

it('signs in by a login link, keeps no token in the address, and signs out', async () => {
  await using opened = await openPage()
  const { page } = opened
  await page.goto('about:blank')
  await page.goto(`${server.url}login#${LOGIN_TOKEN}`)
  await page.getByRole('heading', { name: 'Sign in to the Noderr network' }).waitFor()
  expect(page.url()).toBe(`${server.url}login`)
  await page.keyboard.press('Enter')
  await page.getByText('signed in as owner').waitFor()
  expect(page.url()).toBe(server.url)
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByText('signed in as owner').waitFor({ state: 'detached' })
})

it('says that a login link was refused', async () => {
  await using opened = await openPage()
  const { page } = opened
  await page.goto('about:blank')
  await page.goto(`${server.url}login#${'00'.repeat(32)}`)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByText('That link was refused here.').waitFor()
})

it('copies a whole root', async () => {
  await using opened = await openPage({ permissions: ['clipboard-read', 'clipboard-write'] })
  const { page } = opened
  await page.getByRole('button', { name: 'Copy Merkle root' }).click()
  await page.getByText('Merkle root copied').waitFor({ state: 'attached' })
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(sampleNetwork().epoch?.root)
})
