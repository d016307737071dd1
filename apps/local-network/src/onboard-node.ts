import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type Bundle,
  type ClaimPreview,
  callRoute,
  claimTypedData,
  type Hex,
  NO_ADDRESS,
  ROUTES,
  type Tier,
} from '@noderr/protocol'
import type { PrivateKeyAccount } from 'viem/accounts'
import { approveAll } from './approvers.ts'
import { runCommand } from './command.ts'
import type { Mailbox } from './mailbox.ts'
import { localWallet } from './operator-wallet.ts'
import { ROOT } from './options.ts'
import { deliver, typeformDelivery } from './typeform.ts'

const NODE_CLI = join(ROOT, 'apps/node/bin/noderr-node.js')

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
 * Takes nodes down the real path, from a signed form delivery to a delegated hot key that enrols as the node starts:
 * the story of docs/ARCHITECTURE.md, with this process in the place of Typeform, the admin and the operators.
 *
 * A node that went there before is left as it is, so that a second start goes on where the first ended.
 *
 * @param onReady - Called with each node as soon as it can be started.
 */
export async function onboardNodes(
  nodes: readonly LocalNode[],
  places: OnboardingPlaces,
  onReady: (node: LocalNode) => void,
  signal: AbortSignal,
): Promise<void> {
  const newcomers = nodes.filter((node) => !existsSync(onboardedMark(node)))
  for (const node of nodes) if (!newcomers.includes(node)) onReady(node)
  if (newcomers.length === 0) return
  for (const node of newcomers) await applyByForm(node, places, signal)
  await approveAll(places.controlPlaneDir, signal)
  await Promise.all(
    newcomers.map(async (node) => {
      await becomeOperator(node, places, signal)
      onReady(node)
    }),
  )
}

async function becomeOperator(node: LocalNode, places: OnboardingPlaces, signal: AbortSignal): Promise<void> {
  const wallet = localWallet(node.walletFile)
  const claimToken = await openInvitation(node, places, signal)
  const bundle = await claim(claimToken, wallet, places, signal)
  await install(node, bundle, wallet, signal)
  writeFileSync(onboardedMark(node), '')
}

function onboardedMark(node: LocalNode): string {
  return join(node.dataDir, 'onboarded')
}

async function applyByForm(node: LocalNode, places: OnboardingPlaces, signal: AbortSignal): Promise<void> {
  const { name, email, tier, token } = node
  const wallet = localWallet(node.walletFile).address
  const delivery = typeformDelivery({ name, email, tier, token, wallet }, new Date().toISOString())
  await deliver(places.baseUrl, places.webhookSecret, delivery, signal)
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
  const value = {
    origin: preview.origin,
    claimId: preview.claimId,
    wallet: preview.wallet,
    nodeKey: NO_ADDRESS,
  }
  const signature = await signTyped(wallet, claimTypedData(preview, value))
  return callRoute(ROUTES.claim, { body: { claimToken, nodeKey: NO_ADDRESS, signature } }, options)
}

/** Installs the bundle, lets the wallet sign the delegation, and leaves it where the node enrols with it at its start. */
async function install(
  node: LocalNode,
  bundle: Bundle,
  wallet: PrivateKeyAccount,
  signal: AbortSignal,
): Promise<void> {
  const options = { env: { NODE_DATA_DIR: node.dataDir }, input: JSON.stringify(bundle), signal }
  const printed = await runCommand(NODE_CLI, ['init', '--bundle', '-', '--json'], options)
  const { delegationRequest }: { delegationRequest: TypedData } = JSON.parse(printed)
  const signature = await signTyped(wallet, delegationRequest)
  writeFileSync(join(node.dataDir, 'delegation.signature'), signature, { mode: 0o600 })
}

type TypedData = ReturnType<typeof claimTypedData>

function signTyped(wallet: PrivateKeyAccount, data: TypedData): Promise<Hex> {
  return wallet.signTypedData(data as Parameters<PrivateKeyAccount['signTypedData']>[0])
}
