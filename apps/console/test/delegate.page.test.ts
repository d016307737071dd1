import { type Delegation, delegationDigest, delegationTypedData, NODE_SCOPES } from '@noderr/protocol'
import { recoverAddress } from 'viem'
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { testAccount, word } from '../../control-plane/test/operator.ts'
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

const operator = testAccount('delegating operator')
const domain = { chainId: 31_337, networkId: word('network') }
const delegation: Delegation = {
  operator: operator.address,
  nodeId: word('node') as string as Delegation['nodeId'],
  nodeKey: testAccount('hot key').address,
  scopes: NODE_SCOPES,
  notBefore: 1_764_000_000_000,
  notAfter: 1_795_536_000_000,
  nonce: word('nonce'),
}
/** What `noderr-node delegation-request --json` prints. */
const printed = JSON.stringify(delegationTypedData(domain, delegation))

async function open(account: string, width = 1_280) {
  const visit = await console.visit('/nowhere', { viewport: { width, height: 800 } })
  await installWallet(visit.page.context(), testAccount(account))
  await visit.page.goto('/delegate')
  return visit
}

it('has the wallet sign what the node printed, and gives the command that enrols the node', async () => {
  await using visit = await open('delegating operator')
  const { page, complaints } = visit
  await page.getByLabel('Output of noderr-node').fill(printed)
  await page.getByText(delegation.nodeKey, { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Sign with Test Wallet' }).click()
  const command = await page.getByText('noderr-node enroll --signature').innerText()
  const signature = /--signature (0x[0-9a-f]{130}) /.exec(command)?.[1] as `0x${string}`
  expect(await recoverAddress({ hash: delegationDigest(domain, delegation), signature })).toBe(
    operator.address,
  )
  await expectAccessible(page)
  expect(complaints).toEqual([])
})

it('lets no other wallet sign, and reads nothing that is no delegation', async () => {
  await using visit = await open('somebody else', 375)
  const { page } = visit
  const field = page.getByLabel('Output of noderr-node')
  await field.fill(printed.replace('predict heartbeat', 'everything'))
  await page.getByText('This is not what noderr-node').waitFor()
  await field.fill(printed)
  await page.getByRole('button', { name: 'Sign with Test Wallet' }).click()
  await page.getByText(`The node belongs to ${operator.address}`).waitFor()
  await expectAccessible(page)
  await expectNoSidewaysScroll(page)
})
