import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import {
  type Address,
  bytes32Schema,
  type Clock,
  callRoute,
  type Delegation,
  delegationHash,
  delegationSchema,
  delegationTypedData,
  type Enrolment,
  enrolmentDigest,
  NODE_SCOPES,
  ROUTES,
  type Signature,
  type SigningDomain,
  signatureSchema,
} from '@noderr/protocol'
import { z } from 'zod'
import type { NodeConfig } from '../config.ts'
import type { ControlPlane } from '../control-plane.ts'
import type { DataDir } from '../data-dir.ts'
import { writeSecretFile } from '../secret-file.ts'
import type { HotKey } from './hot-key.ts'

const DAY_MS = 86_400_000
const LIFETIME_MS = 365 * DAY_MS
/** Clocks of wallet, node and control plane run apart. */
const START_BEFORE_MS = 300_000

export function signingDomain({ CHAIN_ID, NETWORK_ID }: NodeConfig): SigningDomain {
  return { chainId: CHAIN_ID, networkId: NETWORK_ID }
}

/**
 * What the operator's wallet is to sign so that this hot key may speak for the node, for a year. Asked again, the same
 * request is given while it lasts, so that a signature that was made is not lost.
 */
export async function requestDelegation(config: NodeConfig, files: DataDir, nodeKey: Address, clock: Clock) {
  const known = existsSync(files.delegation) ? readDelegation(files.delegation) : undefined
  const isCurrent =
    known?.nodeKey === nodeKey && known.nodeId === config.NODE_ID && known.notAfter > clock.now() + DAY_MS
  const delegation = isCurrent ? known : newDelegation(config, nodeKey, clock)
  const typedData = delegationTypedData(signingDomain(config), delegation)
  if (!isCurrent) await writeSecretFile(files.delegation, JSON.stringify(typedData), 'replace')
  return typedData
}

/**
 * Reads a delegation, alone or inside the typed data that the wallet was shown.
 *
 * @throws {@link DelegationInvalidError}.
 */
export function readDelegation(path: string): Delegation {
  try {
    const json = z
      .looseObject({ message: z.unknown().optional() })
      .parse(JSON.parse(readFileSync(path, 'utf8')))
    return delegationSchema.parse(json.message ?? json)
  } catch (cause) {
    throw new DelegationInvalidError(path, cause)
  }
}

/** Keeps a signed delegation, so that `start` can enrol with it again. */
export async function keepDelegation(
  config: NodeConfig,
  files: DataDir,
  delegation: Delegation,
  signature: Signature,
): Promise<void> {
  const typedData = delegationTypedData(signingDomain(config), delegation)
  await writeSecretFile(files.delegation, JSON.stringify(typedData), 'replace')
  await writeSecretFile(files.delegationSignature, `${signature}\n`, 'replace')
}

/** The signed delegation of the data directory; undefined before the wallet has signed. */
export function findSignedDelegation(files: DataDir) {
  if (!existsSync(files.delegation) || !existsSync(files.delegationSignature)) return undefined
  const signature = signatureSchema.parse(readFileSync(files.delegationSignature, 'utf8').trim())
  return { delegation: readDelegation(files.delegation), signature }
}

/**
 * Enrols the hot key: the wallet's delegation, and the key's own proof that this node holds it.
 *
 * @throws what {@link callRoute} throws.
 */
export async function enrol(
  domain: SigningDomain,
  controlPlane: ControlPlane,
  key: HotKey,
  signed: { readonly delegation: Delegation; readonly signature: Signature },
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const { delegation } = signed
  const enrolment: Enrolment = {
    nodeId: delegation.nodeId,
    nodeKey: key.address,
    delegationHash: delegationHash(delegation),
    audience: controlPlane.origin,
    issuedAt: clock.now(),
  }
  const enrolmentSignature = await key.sign(enrolmentDigest(domain, enrolment))
  const body = { delegation, delegationSignature: signed.signature, enrolment, enrolmentSignature }
  await callRoute(ROUTES.enrolNode, { body }, controlPlane.withApiKey(signal))
}

function newDelegation(config: NodeConfig, nodeKey: Address, clock: Clock): Delegation {
  return {
    operator: config.OPERATOR_ADDRESS,
    nodeId: config.NODE_ID,
    nodeKey,
    scopes: NODE_SCOPES,
    notBefore: clock.now() - START_BEFORE_MS,
    notAfter: clock.now() + LIFETIME_MS,
    nonce: bytes32Schema.parse(`0x${randomBytes(32).toString('hex')}`),
  }
}

class DelegationInvalidError extends Error {
  override readonly name = 'DelegationInvalidError'
  readonly code = 'enrolment.delegation-invalid'
  readonly path: string

  constructor(path: string, cause: unknown) {
    super(`${path} holds no delegation; write it with noderr-node delegation-request --json`, { cause })
    this.path = path
  }
}
