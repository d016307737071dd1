import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type Bundle,
  type ClaimPreview,
  callRoute,
  claimTypedData,
  type Hex,
  LOCAL_CHAIN_ID,
  NO_ADDRESS,
  ROUTES,
  type Tier,
} from '@noderr/protocol'
import type { PrivateKeyAccount } from 'viem/accounts'
import { z } from 'zod'
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
 * Takes nodes down the real path, from a signed form delivery to an enrolled hot key: the story of
 * docs/ARCHITECTURE.md, with this process in the place of Typeform, the admin and the operators.
 *
 * A node that is enrolled already is left as it is, so that a second start goes on where the first ended.
 */
export async function onboardNodes(
  nodes: readonly LocalNode[],
  places: OnboardingPlaces,
  signal: AbortSignal,
): Promise<void> {
  const newcomers = nodes.filter((node) => !existsSync(onboardedMark(node)))
  if (newcomers.length === 0) return
  for (const node of newcomers) await applyByForm(node, places, signal)
  await approveAll(places, signal)
  await Promise.all(newcomers.map((node) => becomeOperator(node, places, signal)))
}

async function becomeOperator(node: LocalNode, places: OnboardingPlaces, signal: AbortSignal): Promise<void> {
  const wallet = localWallet(node.walletFile)
  const claimToken = await openInvitation(node, places, signal)
  const bundle = await claim(claimToken, wallet, places, signal)
  await install(node, bundle, signal)
  await delegate(node, wallet, signal)
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

const listedSchema = z.array(z.object({ id: z.number() }))

async function approveAll({ controlPlaneDir }: OnboardingPlaces, signal: AbortSignal): Promise<void> {
  const options = { env: { DATA_DIR: controlPlaneDir, CHAIN_ID: String(LOCAL_CHAIN_ID) }, signal }
  const listed = await runCommand(
    ADMIN_CLI,
    ['applications', 'list', '--status', 'pending', '--json'],
    options,
  )
  const pending = listedSchema.parse(JSON.parse(listed))
  for (const { id } of pending) await runCommand(ADMIN_CLI, ['applications', 'approve', String(id)], options)
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

async function install(node: LocalNode, bundle: Bundle, signal: AbortSignal): Promise<void> {
  const env = { NODE_DATA_DIR: node.dataDir }
  await runCommand(NODE_CLI, ['init', '--bundle', '-'], { env, input: JSON.stringify(bundle), signal })
}

async function delegate(node: LocalNode, wallet: PrivateKeyAccount, signal: AbortSignal): Promise<void> {
  const options = { env: { NODE_DATA_DIR: node.dataDir }, signal }
  const request = await runCommand(NODE_CLI, ['delegation-request', '--json'], options)
  const file = join(node.dataDir, 'delegation.json')
  if (!existsSync(file)) writeFileSync(file, request, { mode: 0o600 })
  const signature = await signTyped(wallet, JSON.parse(readFileSync(file, 'utf8')))
  await runCommand(NODE_CLI, ['enroll', '--delegation', file, '--signature', signature], options)
}

type TypedData = ReturnType<typeof claimTypedData>

function signTyped(wallet: PrivateKeyAccount, data: TypedData): Promise<Hex> {
  return wallet.signTypedData(data as Parameters<PrivateKeyAccount['signTypedData']>[0])
}
