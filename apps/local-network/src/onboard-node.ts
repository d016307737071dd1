import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type Bundle,
  type ClaimPreview,
  callRoute,
  claimTypedData,
  type Hex,
  ROUTES,
  type Tier,
} from '@noderr/protocol'
import type { PrivateKeyAccount } from 'viem/accounts'
import { runCommand } from './command.ts'
import type { Mailbox } from './mailbox.ts'
import { localWallet } from './operator-wallet.ts'
import { ROOT } from './options.ts'
import { deliver, typeformDelivery } from './typeform.ts'

const NODE_CLI = join(ROOT, 'apps/node/bin/noderr-node.js')
const ADMIN_CLI = join(ROOT, 'apps/control-plane/bin/noderr-admin.js')

/** One node of the local network and where it lives. */
export interface LocalNode {
  readonly name: string
  readonly tier: Tier
  readonly email: string
  readonly dataDir: string
  readonly walletFile: string
  readonly token: string
}

export interface OnboardingPlaces {
  readonly baseUrl: string
  readonly webhookSecret: string
  readonly controlPlaneDir: string
  readonly mailbox: Mailbox
}

/**
 * Takes a node down the real path, from a signed form delivery to an enrolled hot key: the story of
 * docs/ARCHITECTURE.md, with this process in the place of Typeform, the admin and the operator.
 *
 * A node that is enrolled already is left as it is, so that a second start goes on where the first ended.
 */
export async function onboardNode(
  node: LocalNode,
  places: OnboardingPlaces,
  signal: AbortSignal,
): Promise<void> {
  const enrolled = join(node.dataDir, 'onboarded')
  if (existsSync(enrolled)) return
  const wallet = localWallet(node.walletFile)
  await applyByForm(node, wallet, places, signal)
  await approve(node, places, signal)
  const claimToken = await openInvitation(node, places, signal)
  const bundle = await claim(claimToken, wallet, places, signal)
  await install(node, bundle, signal)
  await delegate(node, wallet, signal)
  writeFileSync(enrolled, '')
}

async function applyByForm(
  node: LocalNode,
  wallet: PrivateKeyAccount,
  places: OnboardingPlaces,
  signal: AbortSignal,
) {
  const { name, email, tier, token } = node
  const delivery = typeformDelivery(
    { name, email, tier, token, wallet: wallet.address },
    new Date().toISOString(),
  )
  await deliver(places.baseUrl, places.webhookSecret, delivery, signal)
}

async function approve(node: LocalNode, places: OnboardingPlaces, signal: AbortSignal): Promise<void> {
  const env = { DATA_DIR: places.controlPlaneDir }
  await runCommand(ADMIN_CLI, ['applications', 'approve', '--token', node.token], { env, signal })
}

async function openInvitation(
  node: LocalNode,
  places: OnboardingPlaces,
  signal: AbortSignal,
): Promise<string> {
  const match = await places.mailbox.take(node.email, /\/claim#([0-9a-f]{64})/, signal)
  return match[1] ?? ''
}

async function claim(
  claimToken: string,
  wallet: PrivateKeyAccount,
  { baseUrl }: OnboardingPlaces,
  signal: AbortSignal,
): Promise<Bundle> {
  const options = { baseUrl, fetch, signal }
  const preview: ClaimPreview = await callRoute(ROUTES.previewClaim, { body: { claimToken } }, options)
  const nodeKey = `0x${'0'.repeat(40)}` as const
  const value = {
    origin: preview.origin,
    claimId: preview.claimId,
    wallet: preview.wallet,
    nodeKey: nodeKey as never,
  }
  const signature = await signTyped(wallet, claimTypedData(preview, value))
  return callRoute(ROUTES.claim, { body: { claimToken, nodeKey, signature } }, options)
}

async function install(node: LocalNode, bundle: Bundle, signal: AbortSignal): Promise<void> {
  const args = ['init', '--bundle', '-', '--data-dir', node.dataDir]
  await runCommand(NODE_CLI, args, { input: JSON.stringify(bundle), signal })
}

async function delegate(node: LocalNode, wallet: PrivateKeyAccount, signal: AbortSignal): Promise<void> {
  const folder = ['--data-dir', node.dataDir]
  const request: Parameters<typeof signTyped>[1] = JSON.parse(
    await runCommand(NODE_CLI, ['delegation-request', '--json', ...folder], { signal }),
  )
  const file = join(node.dataDir, 'delegation.json')
  if (!existsSync(file)) writeFileSync(file, JSON.stringify(request), { mode: 0o600 })
  const signature = await signTyped(wallet, JSON.parse(readFileSync(file, 'utf8')))
  await runCommand(NODE_CLI, ['enroll', '--delegation', file, '--signature', signature, ...folder], {
    signal,
  })
}

type TypedData = ReturnType<typeof claimTypedData>

function signTyped(wallet: PrivateKeyAccount, data: TypedData): Promise<Hex> {
  return wallet.signTypedData(data as Parameters<PrivateKeyAccount['signTypedData']>[0])
}
