import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { generatePrivateKey, type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { installWallet } from '../apps/console/test/browser-wallet.ts'
import { findChromium, launchChromium } from '../apps/console/test/chromium.ts'
import { shootForDocs } from '../apps/console/test/shoot-for-docs.ts'
import { openConsole } from './console-visit.ts'
import { JourneyNode } from './journey-node.ts'
import { takeMail } from './mail-folder.ts'
import { freePort, RunningNetwork } from './running-network.ts'
import { deliverForm } from './typeform-delivery.ts'

const executable = findChromium()
const folder = mkdtempSync(join(tmpdir(), 'noderr-journey-'))
const mailDir = join(folder, 'mail')
const run = promisify(execFile)

let network: RunningNetwork
let browser: Browser
let url: string
let ownerLogin: string

beforeAll(async () => {
  if (!executable) return
  network = new RunningNetwork(['--data', folder, '--port', String(await freePort()), '--nodes', '1'])
  const ready = await network.until((line) => line.event === 'ready')
  url = String(ready?.url)
  ownerLogin = String(ready?.adminUrl)
  browser = await launchChromium(executable)
}, 180_000)
beforeEach(({ skip }) => skip(!executable, 'no Chromium is installed: apt-get install chromium'))
afterAll(async () => {
  await browser?.close()
  await network?.stop('SIGTERM')
  rmSync(folder, { recursive: true, force: true })
})

it('leads an operator from a form to a running node, a validator by one approval and an oracle by two', {
  timeout: 240_000,
}, async () => {
  const vera = { name: 'Vera Molnár', email: 'vera@example.org', tierLabel: 'Validator ("how")' }
  const olga = { name: 'Olga <b>Ladyzhenskaya</b>', email: 'olga@example.org', tierLabel: 'Oracle node' }
  const [verasWallet, olgasWallet] = [newWallet(), newWallet()]
  for (const [person, wallet] of [
    [vera, verasWallet],
    [olga, olgasWallet],
  ] as const)
    expect((await submit({ ...person, wallet: wallet.address })).status).toBe(200)
  for (const other of OTHERS)
    expect((await submit({ ...other, wallet: newWallet().address })).status).toBe(200)
  const received = await mailTo(olga.email, /arrived/)
  expect(received.html).not.toContain('<b>Ladyzhenskaya')

  await using owner = await openConsole(browser)
  await signIn(owner.page, ownerLogin)
  await approve(owner.page, vera.email, 'approved')
  await approve(owner.page, olga.email, 'first of two')
  await using grace = await openConsole(browser)
  await signIn(grace.page, await loginLinkOf('grace'))
  await approve(grace.page, olga.email, 'approved')

  await using verasNode = await becomeOperator(vera.email, verasWallet, 'vera')
  await using olgasNode = await becomeOperator(olga.email, olgasWallet, 'olga')
  await owner.page.goto(url)
  await owner.page.getByText('3 of 3 online').waitFor({ timeout: 60_000 })
  await shootForDocs(owner.page, 'three-online')

  for (const visit of [owner, grace]) expect(visit.complaints).toEqual([])
  for (const node of [verasNode, olgasNode]) expect(node.problems).toEqual([])
  const problems = network.lines.filter(({ event }) => event === 'error' || event === 'warning')
  expect([...problems, ...network.foreign]).toEqual([])
})

/** Who else applied: a list of two looks like no list. */
const OTHERS: readonly Omit<Parameters<typeof deliverForm>[2], 'wallet'>[] = [
  { name: 'Emmy Noether', email: 'emmy@example.org', tierLabel: 'Guardian ("whether")' },
  { name: 'Sofja Kowalewskaja', email: 'sofja@example.org', tierLabel: 'Micro' },
  { name: 'Ada Lovelace', email: 'ada.lovelace@example.org', tierLabel: 'Oracle node' },
  { name: 'Hypatia', email: 'hypatia@mailinator.com', tierLabel: 'Validator ("how")' },
  { name: 'Mary Somerville', email: 'mary@example.org', tierLabel: 'Validator or micro' },
  { name: 'Sophie Germain', email: 'sophie+node@example.org', tierLabel: 'Guardian ("whether")' },
]

function newWallet(): PrivateKeyAccount {
  return privateKeyToAccount(generatePrivateKey())
}

function submit(applicant: Parameters<typeof deliverForm>[2]): Promise<Response> {
  const secret = readFileSync(join(folder, 'operators/typeform.secret'), 'utf8')
  return deliverForm(url, secret, applicant)
}

function mailTo(address: string, text: RegExp) {
  return takeMail(mailDir, address, (mail) => text.test(mail.text))
}

/** As somebody at the machine of the control plane prints it. */
async function loginLinkOf(admin: string): Promise<string> {
  const cli = 'apps/control-plane/bin/noderr-admin.js'
  const env = { PATH: process.env.PATH, DATA_DIR: join(folder, 'control-plane'), PUBLIC_URL: url }
  const { stdout } = await run(process.execPath, [cli, 'admins', 'link', admin], { env })
  return /http\S+/.exec(stdout)?.[0] ?? ''
}

async function signIn(page: Page, link: string): Promise<void> {
  await page.goto(link)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

async function approve(page: Page, email: string, outcome: 'approved' | 'first of two'): Promise<void> {
  await page.getByRole('link', { name: 'Approvals' }).click()
  await page.getByText('Sophie Germain').first().waitFor()
  await page.getByRole('searchbox').fill(email)
  // A row that is clicked while the list is being filtered may be gone before the click arrives.
  await page.getByText('Sophie Germain').waitFor({ state: 'detached' })
  await page
    .getByRole('link', { name: /Vera|Olga/ })
    .first()
    .click()
  await page.waitForURL(/\/approvals\/\d+/)
  await page.getByText(email).first().waitFor()
  await page.getByRole('button', { name: 'Approve …' }).click()
  await page.getByRole('button', { name: 'Approve', exact: true }).click()
  await page
    .getByText(outcome === 'approved' ? /is approved/ : /a second person has to approve/)
    .first()
    .waitFor()
}

/** The operator's part: the mailed link, the wallet's signature, the bundle, the node. */
async function becomeOperator(email: string, wallet: PrivateKeyAccount, name: string): Promise<JourneyNode> {
  const invitation = await mailTo(email, /\/claim#/)
  await shootForStrangers(invitation.html)
  const link = /http\S+\/claim#[0-9a-f]{64}/.exec(invitation.text)?.[0] ?? ''
  await using visit = await openConsole(browser)
  await installWallet(visit.context, wallet)
  const { page } = visit
  await page.goto(link)
  await page.getByRole('button', { name: 'Connect Test Wallet' }).click()
  await shootForDocs(page, 'claim')
  await page.getByRole('button', { name: 'Sign and take the credential' }).click()
  const downloading = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download the bundle' }).click()
  const bundle = join(folder, `${name}.tar.gz`)
  await (await downloading).saveAs(bundle)
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([])
  expect(visit.complaints).toEqual([])
  const node = new JourneyNode(join(folder, `operator-${name}`))
  await node.install(bundle, wallet)
  node.start()
  return node
}

/** What an applicant sees before and after: the form and the mail. */
async function shootForStrangers(mail: string): Promise<void> {
  await using visit = await openConsole(browser)
  await visit.page.goto(`${url}/apply`)
  await visit.page.getByRole('heading', { name: 'Run a Noderr node' }).waitFor()
  await shootForDocs(visit.page, 'apply')
  await visit.page.goto('about:blank')
  await visit.page.setContent(mail)
  await shootForDocs(visit.page, 'invitation')
}
