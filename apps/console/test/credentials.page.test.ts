import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { createCredential } from '../../control-plane/src/credentials/index.ts'
import { inTransaction } from '../../control-plane/src/db/index.ts'
import { applyWalletChanges } from '../../control-plane/src/operators/apply-wallet-changes.ts'
import { claimAs } from '../../control-plane/test/claimed-credential.ts'
import { insertApproved, testAccount } from '../../control-plane/test/operator.ts'
import { installWallet } from './browser-wallet.ts'
import {
  type ConsoleServer,
  expectAccessible,
  expectNoSidewaysScroll,
  hasChromium,
  NO_CHROMIUM,
  startConsole,
} from './console-server.ts'

const SUE = { name: 'sue', role: 'support' } as const
const ADA = { name: 'ada', role: 'approver' } as const
const GRACE = { name: 'grace', role: 'approver' } as const
const OWNER = { name: 'olga', role: 'owner' } as const
const store = mkdtempSync(join(tmpdir(), 'noderr-credential-page-'))
let console: ConsoleServer
let wallets = 0

beforeAll(async () => {
  if (!hasChromium) return
  mkdirSync(join(store, 'metadata'))
  writeFileSync(join(store, 'metadata/1.root.json'), '{}')
  console = await startConsole({ ARTIFACT_STORE_DIR: store })
})
beforeEach(({ skip }) => skip(!hasChromium, NO_CHROMIUM))
afterAll(async () => {
  await console?.[Symbol.asyncDispose]()
  rmSync(store, { recursive: true })
})

async function operator() {
  const { services } = console
  const wallet = testAccount(`panel wallet ${wallets++}`)
  const application = await insertApproved(services, wallet.address, 'validator')
  const ctx = services.as({ type: 'system', job: 'test' })
  const credential = await inTransaction(services.db, (tx) => createCredential(tx, ctx, application))
  return { wallet, credential, path: `/admin/approvals/${application.id}` }
}

it('gives support a claim link to copy, the bundle without its secret, and the record of both', async () => {
  const { credential, path } = await operator()
  await using visit = await console.visit(path, { as: SUE })
  const { page } = visit
  const panel = page.getByRole('region', { name: 'Credentials' })
  await panel.getByText('invited').waitFor()
  await panel.getByText(credential.apiKey).waitFor()
  await expectAccessible(page)
  await panel.getByRole('button', { name: 'Claim link …' }).click()
  await page.getByRole('button', { name: 'Make the link' }).click()
  await page.getByText(/\/claim#[0-9a-f]{64}$/).waitFor()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Done' }).click()
  expect(await page.content()).not.toMatch(/claim#[0-9a-f]{64}/)
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    panel.getByRole('button', { name: 'Download without the secret' }).click(),
  ])
  const tar = gunzipSync(await readFile(await download.path())).toString()
  expect(tar).toContain(`API_KEY=${credential.apiKey}\n`)
  expect(tar).toContain('API_SECRET=\n')
  await panel.getByText('Downloads').click()
  await panel.getByRole('cell', { name: 'docker-compose' }).waitFor()
  expect(visit.complaints).toEqual([])
})

it('rotates, adds and revokes with a reason, and shows each state', async () => {
  const { credential, wallet, path } = await operator()
  await claimAs(console.services, wallet, credential.id)
  await using visit = await console.visit(path, { as: SUE })
  const { page } = visit
  const panel = page.getByRole('region', { name: 'Credentials' })
  const first = panel.getByRole('article', { name: `Credential ${credential.id}` })
  await first.getByText('claimed', { exact: true }).waitFor()
  await first.getByRole('button', { name: 'Rotate …' }).click()
  await page.getByLabel('Reason').fill('seen on a screen')
  await page.getByLabel('The present secret').selectOption('at-once')
  await page.getByRole('button', { name: 'Rotate', exact: true }).click()
  await first.getByText('invited').waitFor()
  await panel.getByRole('button', { name: 'Add a node' }).click()
  await page.waitForFunction(() => document.querySelectorAll('article').length === 2)
  await first.getByRole('button', { name: 'Revoke …' }).click()
  await page.getByLabel('Reason').fill('left the network')
  await page.getByRole('button', { name: 'Revoke', exact: true }).click()
  await first.getByText('Revoked because: left the network').waitFor()
  expect(await first.getByRole('button').filter({ hasText: '…' }).count()).toBe(0)
})

it('moves an operator by two people and both wallets, page by page', async () => {
  const { wallet, credential, path } = await operator()
  const next = testAccount('panel wallet that is found')
  await using ada = await console.visit(path, { as: ADA })
  await ada.page.getByRole('button', { name: 'Change …' }).click()
  await ada.page.getByLabel('New wallet').fill(next.address)
  await ada.page.getByLabel('Reason').fill('seed phrase lost')
  await ada.page.getByRole('button', { name: 'Propose' }).click()
  await ada.page.getByText('a second person has not agreed yet').waitFor()
  await ada.page.getByRole('button', { name: 'Agree as the second person' }).click()
  await ada.page.getByText('takes two people, and you proposed this one').waitFor()

  await using grace = await console.visit(path, { as: GRACE })
  await grace.page.getByRole('button', { name: 'Agree as the second person' }).click()
  await grace.page.getByText('admin:grace agreed').waitFor()
  await expectAccessible(grace.page)

  const { body } = await console.services.db
    .selectFrom('operator_notifications')
    .select('body')
    .where('application_id', '=', credential.applicationId)
    .where('notification_type', '=', 'wallet_change')
    .executeTakeFirstOrThrow()
  const [, changeId = ''] = /\/wallet-change#(0x[0-9a-f]{64})/.exec(body) ?? []
  await using owner = await console.visit('/login')
  await installWallet(owner.page.context(), next)
  await owner.page.goto(`/wallet-change#${changeId}`)
  const mine = owner.page.getByRole('region', { name: 'I own the new wallet' })
  await mine.getByRole('button', { name: 'Connect Test Wallet' }).click()
  await expectAccessible(owner.page)
  await mine.getByRole('button', { name: 'Sign and take over' }).click()
  await mine.waitFor({ state: 'detached' })
  console.services.clock.advance(7 * 86_400_000)
  await applyWalletChanges(console.services)
  const { operator_address } = await console.services.db
    .selectFrom('operator_credentials')
    .select('operator_address')
    .where('id', '=', credential.id)
    .executeTakeFirstOrThrow()
  expect([operator_address, wallet.address]).toEqual([next.address, wallet.address])
})

it.each(['light', 'dark'] as const)('fits a phone in %s', async (colorScheme) => {
  const { wallet, credential, path } = await operator()
  await claimAs(console.services, wallet, credential.id)
  const viewport = { width: 375, height: 800 }
  await using visit = await console.visit(path, { as: OWNER, viewport, colorScheme })
  const panel = visit.page.getByRole('region', { name: 'Credentials' })
  await panel.getByRole('button', { name: 'Extend …' }).waitFor()
  await expectNoSidewaysScroll(visit.page)
  await expectAccessible(visit.page)
})

it('shows a viewer everything and lets them do nothing', async () => {
  const { path } = await operator()
  await using visit = await console.visit(path, { as: { name: 'vera', role: 'viewer' } })
  const panel = visit.page.getByRole('region', { name: 'Credentials' })
  await panel.getByText('invited').waitFor()
  for (const name of ['Claim link …', 'Mail another', 'Revoke …', 'Add a node', 'Change …'])
    expect(await panel.getByRole('button', { name }).count()).toBe(0)
})

it('shows an operator who is signed in with the wallet the own nodes, and adds one', async () => {
  const { wallet, credential } = await operator()
  await claimAs(console.services, wallet, credential.id)
  await using nobody = await console.visit('/my-nodes')
  await nobody.page.getByText('Sign in with the wallet of your application').waitFor()
  await using visit = await console.visit('/login')
  const { page } = visit
  await installWallet(page.context(), wallet)
  await page.goto('/login')
  await page.getByRole('button', { name: /Test Wallet/ }).click()
  await page.getByText(wallet.address.slice(0, 6)).first().waitFor()
  await page.goto('/my-nodes')
  await page.getByText(credential.apiKey).waitFor()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Add another node' }).click()
  await page.getByText('invited').waitFor()
})
