import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { bundleFiles, bundleName, type OpenBundle, type Tier } from '@noderr/protocol'
import { unpackTar } from 'modern-tar'
import type { Download, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { createCredential, fillInvite } from '../../control-plane/src/credentials/index.ts'
import { inTransaction } from '../../control-plane/src/db/index.ts'
import { enrolTestNode } from '../../control-plane/test/enrolled-node.ts'
import { insertApproved, testAccount } from '../../control-plane/test/operator.ts'
import { installWallet } from './browser-wallet.ts'
import {
  type ConsoleServer,
  expectAccessible,
  expectNoSidewaysScroll,
  hasChromium,
  NO_CHROMIUM,
  startConsole,
  type Visitor,
} from './console-server.ts'

const store = mkdtempSync(join(tmpdir(), 'noderr-claim-page-'))
let console: ConsoleServer
let wallets = 0

beforeAll(async () => {
  if (!hasChromium) return
  mkdirSync(join(store, 'metadata'))
  writeFileSync(join(store, 'metadata/1.root.json'), '{"signed": "é"}\n')
  writeFileSync(join(store, 'metadata/2.root.json'), '{"signed": 2}')
  console = await startConsole({ ARTIFACT_STORE_DIR: store })
})
beforeEach(({ skip }) => skip(!hasChromium, NO_CHROMIUM))
afterAll(async () => {
  await console?.[Symbol.asyncDispose]()
  rmSync(store, { recursive: true })
})

/** An approved operator and the path of the claim link. */
async function invited(tier: Tier = 'oracle') {
  const { services } = console
  const wallet = testAccount(`page wallet ${wallets++}`)
  const application = await insertApproved(services, wallet.address, tier)
  const ctx = services.as({ type: 'system', job: 'test' })
  const credential = await inTransaction(services.db, (tx) => createCredential(tx, ctx, application))
  const { claimLink = '' } = await fillInvite(services)({ credentialId: credential.id })
  return { wallet, credential, path: new URL(claimLink).pathname + new URL(claimLink).hash }
}

/** Opens a page in a browser that has this wallet. */
async function openWith(account: ReturnType<typeof testAccount>, path: string, visitor: Visitor = {}) {
  const visit = await console.visit('/login', visitor)
  const wallet = await installWallet(visit.page.context(), account)
  await visit.page.goto(path)
  return { ...visit, wallet }
}

async function claim(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Connect Test Wallet' }).click()
  await page.getByRole('button', { name: 'Sign and take the credential' }).click()
  await page.getByRole('heading', { name: 'Your API key and secret' }).waitFor()
}

const secretOn = async (page: Page) =>
  (
    await page
      .locator('dd')
      .filter({ hasText: /^[0-9a-f]{64}/ })
      .innerText()
  ).slice(0, 64)

it('takes the token out of the address, shows key and secret once, and then only what was claimed', async () => {
  const { wallet, credential, path } = await invited()
  await using opened = await openWith(wallet, path)
  const { page } = opened
  await page.getByRole('heading', { name: 'What you are about to take' }).waitFor()
  expect(new URL(page.url()).hash).toBe('')
  await expectAccessible(page)
  await claim(page)
  await expectAccessible(page)
  await page.getByText(credential.apiKey).waitFor()
  const secret = await secretOn(page)
  expect(secret).toMatch(/^[0-9a-f]{64}$/)
  expect(await page.getByRole('button', { name: 'Done' }).isDisabled()).toBe(true)
  await page.getByLabel('I have stored them').check()
  await page.getByRole('button', { name: 'Done' }).click()
  await page.getByRole('heading', { name: 'This credential was claimed' }).waitFor()
  expect(await page.content()).not.toContain(secret)
  const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]))
  expect(kept).not.toContain(secret)
  expect(opened.complaints).toEqual([])

  await page.goto('about:blank')
  await page.goto(path)
  await page.getByRole('heading', { name: 'This credential was claimed' }).waitFor()
  expect(await page.content()).not.toContain(secret)
  await expectAccessible(page)
})

it('downloads the bundle as an archive that is made in the browser', async () => {
  const { wallet, credential, path } = await invited('guardian')
  await using opened = await openWith(wallet, path)
  const { page } = opened
  await claim(page)
  const apiSecret = await secretOn(page)
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download the bundle' }).click(),
  ])
  const files = await filesOf(download)
  const { services } = console
  const bundle: OpenBundle = {
    nodeId: credential.nodeId,
    tier: 'guardian',
    operator: wallet.address,
    apiKey: credential.apiKey,
    controlPlaneUrl: services.config.publicUrl,
    ...services.network.domain,
    rootJson: '{"signed": "é"}\n',
    laterRoots: ['{"signed": 2}'],
  }
  const folder = bundleName(bundle)
  expect(download.suggestedFilename()).toBe(`${folder}.tar.gz`)
  expect(files).toEqual(
    bundleFiles({ ...bundle, apiSecret }).map(({ path: name, text, isSecret }) => ({
      name: `${folder}/${name}`,
      mode: isSecret ? 0o600 : 0o644,
      text,
    })),
  )
  expect(asked.filter((url) => !url.startsWith('blob:'))).toEqual([])
})

async function filesOf(download: Download) {
  const entries = await unpackTar(gunzipSync(await readFile(await download.path())))
  return entries.map(({ header, data }) => ({
    name: header.name,
    mode: header.mode,
    text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(data),
  }))
}

it('says which account is needed when the wallet uses another, and what happened when it declines', async () => {
  const { wallet, path } = await invited()
  await using stranger = await openWith(testAccount('stranger'), path)
  await stranger.page.getByRole('button', { name: 'Connect Test Wallet' }).click()
  const alert = stranger.page.getByRole('alert')
  await alert.waitFor()
  expect(await alert.innerText()).toContain(wallet.address.slice(0, 8))
  expect(await stranger.page.getByRole('button', { name: 'Sign and take' }).count()).toBe(0)

  await using owner = await openWith(wallet, path)
  await owner.page.getByRole('button', { name: 'Connect Test Wallet' }).click()
  owner.wallet.decline = true
  await owner.page.getByRole('button', { name: 'Sign and take the credential' }).click()
  await owner.page.getByText('nothing was signed').waitFor()
  owner.wallet.decline = false
  await owner.page.getByRole('button', { name: 'Sign and take the credential' }).click()
  await owner.page.getByRole('heading', { name: 'Your API key and secret' }).waitFor()
})

it('asks before the page is left with a secret that was not stored', async () => {
  const { wallet, path } = await invited()
  await using opened = await openWith(wallet, path)
  const { page } = opened
  await claim(page)
  const asked: string[] = []
  page.on('dialog', (dialog) => {
    asked.push(dialog.message())
    void dialog.dismiss()
  })
  await page.getByRole('link', { name: 'Network', exact: true }).click()
  await page.getByRole('heading', { name: 'Your API key and secret' }).waitFor()
  expect(asked.join()).toContain('shown only once')
})

it.each(['light', 'dark'] as const)('fits a phone in %s, before and after the claim', async (colorScheme) => {
  const { wallet, path } = await invited()
  await using opened = await openWith(wallet, path, { viewport: { width: 375, height: 800 }, colorScheme })
  const { page } = opened
  await page.getByRole('heading', { name: 'What you are about to take' }).waitFor()
  await expectNoSidewaysScroll(page)
  await claim(page)
  await expectNoSidewaysScroll(page)
  await expectAccessible(page)
})

it('says of a link that is none, and of no link at all, what to do', async () => {
  await using visit = await console.visit(`/claim#${'0'.repeat(64)}`)
  await visit.page.getByText('This is no claim link of this network').waitFor()
  await visit.page.goto('about:blank')
  await visit.page.goto('/claim')
  await visit.page.getByText('This page opens from your claim link').waitFor()
  await expectAccessible(visit.page)
})

it('gives the wallet a new secret for a node that it names', async () => {
  const { wallet, credential, path } = await invited()
  await using opened = await openWith(wallet, path)
  const { page } = opened
  await claim(page)
  const first = await secretOn(page)
  await page.getByLabel('I have stored them').check()
  await page.getByRole('button', { name: 'Done' }).click()
  await page.getByRole('link', { name: 'take a new secret with your wallet' }).click()
  await page.getByLabel('Node id').waitFor()
  await expect.poll(() => page.getByLabel('Node id').inputValue()).toBe(credential.nodeId)
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Connect Test Wallet' }).click()
  await page.getByRole('button', { name: 'Sign and take a new secret' }).click()
  await page.getByRole('heading', { name: 'Your API key and secret' }).waitFor()
  expect(await secretOn(page)).not.toBe(first)
})

it('ends a hot key by the wallet, from the link of the mail', async () => {
  const { services } = console
  const node = await enrolTestNode(services, 'page node', 'micro')
  const { nodeId, hotKey } = node
  await using opened = await openWith(node.wallet, `/revoke-key#${nodeId}.${hotKey.address}`)
  const { page } = opened
  await page.getByRole('button', { name: 'Connect Test Wallet' }).click()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Sign and end the key' }).click()
  await page.getByText('The key has ended').waitFor()
  const { revoked_at } = await services.db
    .selectFrom('node_keys')
    .select('revoked_at')
    .where('key_id', '=', hotKey.address)
    .executeTakeFirstOrThrow()
  expect(revoked_at).not.toBeNull()
})
