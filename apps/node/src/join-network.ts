import { existsSync, readFileSync } from 'node:fs'
import {
  ApiProblemError,
  type Clock,
  callRoute,
  LOCAL_CHAIN_ID,
  type Network,
  type NodeConfig as NodeAnswer,
  networkSchema,
  REAL_TIME,
  ROUTES,
  requireClockFor,
} from '@noderr/protocol'
import { type BackOff, pause } from './back-off.ts'
import type { NodeConfig } from './config.ts'
import type { ControlPlane } from './control-plane.ts'
import type { DataDir } from './data-dir.ts'
import { enrol, findSignedDelegation, signingDomain } from './identity/enrolment.ts'
import type { HotKey } from './identity/hot-key.ts'
import { describeError, type Logger } from './log.ts'

export interface JoinOptions {
  readonly config: NodeConfig
  readonly dataDir: DataDir
  readonly controlPlane: ControlPlane
  readonly key: HotKey
  readonly clock: Clock
  readonly backOff: BackOff
  readonly log: Logger
}

/** What the control plane may say about a node without being able to harm it: its clock on the local chain, its pace. */
export type Welcome = Pick<NodeAnswer, 'clock' | 'heartbeatIntervalMs'>

/**
 * Asks the control plane for the market clock and enrols the hot key if that has not happened. Waits for the control
 * plane as long as it takes.
 *
 * @throws {@link NetworkMismatchError} when it is another network's, {@link NotEnrolledError} when the wallet has yet
 * to sign, {@link ReplayClockRefusedError}, {@link CredentialRefusedError}.
 */
export async function joinNetwork(options: JoinOptions, signal: AbortSignal): Promise<Welcome> {
  const { config } = options
  const answer = await askUntilAnswered(options, signal)
  requireSame('CHAIN_ID', config.CHAIN_ID, answer.chainId)
  requireSame('NETWORK_ID', config.NETWORK_ID, answer.networkId)
  requireSame('NODE_TIER', config.NODE_TIER, answer.tier)
  if (!answer.enrolled) await enrolNow(options, signal)
  const clock = config.CHAIN_ID === LOCAL_CHAIN_ID ? answer.clock : REAL_TIME
  return { clock: requireClockFor(config.CHAIN_ID, clock), heartbeatIntervalMs: answer.heartbeatIntervalMs }
}

/**
 * Holds the signed description of the network against the settings.
 *
 * @throws {@link NetworkMismatchError}.
 */
export function requireOwnNetwork(config: NodeConfig, network: Network): void {
  requireSame('CHAIN_ID', config.CHAIN_ID, network.chainId)
  requireSame('NETWORK_ID', config.NETWORK_ID, network.networkId)
}

/** The description under which the node ran last; undefined before the first. */
export function findKnownNetwork(path: string): Network | undefined {
  if (!existsSync(path)) return undefined
  return networkSchema.safeParse(JSON.parse(readFileSync(path, 'utf8'))).data
}

async function askUntilAnswered(options: JoinOptions, signal: AbortSignal): Promise<NodeAnswer> {
  const { controlPlane, backOff, log } = options
  for (;;) {
    signal.throwIfAborted()
    try {
      return await callRoute(ROUTES.nodeConfig, {}, controlPlane.withApiKey(signal))
    } catch (error) {
      signal.throwIfAborted()
      if (error instanceof ApiProblemError && (error.status === 401 || error.status === 403))
        throw new CredentialRefusedError(error)
      const waitMs = backOff.next(error instanceof ApiProblemError ? error.retryAfterMs : undefined)
      log.info({ err: describeError(error), waitMs }, 'waiting for the control plane')
      await pause(waitMs, signal)
    }
  }
}

async function enrolNow(
  { config, dataDir, controlPlane, key, clock, log }: JoinOptions,
  signal: AbortSignal,
) {
  const signed = findSignedDelegation(dataDir)
  if (!signed) throw new NotEnrolledError(config.NODE_ID)
  await enrol(signingDomain(config), controlPlane, key, signed, clock, signal)
  log.info({ keyId: key.address }, 'hot key enrolled')
}

function requireSame(name: string, configured: string | number, found: string | number): void {
  if (configured !== found) throw new NetworkMismatchError(name, configured, found)
}

/** Settings and network do not belong together. Disposition: halt. */
class NetworkMismatchError extends Error {
  override readonly name = 'NetworkMismatchError'
  readonly code = 'network.mismatch'
  readonly disposition = 'halt'
  readonly variable: string

  constructor(variable: string, configured: string | number, found: string | number) {
    super(
      `${variable} is ${configured} but the network says ${found}; install the bundle of this network again`,
    )
    this.variable = variable
  }
}

/** The operator's wallet has not delegated to this hot key. Disposition: halt. */
class NotEnrolledError extends Error {
  override readonly name = 'NotEnrolledError'
  readonly code = 'network.not-enrolled'
  readonly disposition = 'halt'

  constructor(nodeId: string) {
    super(
      `node ${nodeId} is not enrolled; sign what noderr-node delegation-request prints with the operator's wallet, then run noderr-node enroll`,
    )
  }
}

/** The control plane does not know the API key and secret. Disposition: halt. */
class CredentialRefusedError extends Error {
  override readonly name = 'CredentialRefusedError'
  readonly code = 'network.credential-refused'
  readonly disposition = 'halt'

  constructor(cause: ApiProblemError) {
    super(
      `the control plane refused this node's credential (${cause.code}); ask for a new one and install its bundle`,
      {
        cause,
      },
    )
  }
}
