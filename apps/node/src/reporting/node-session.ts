import { randomBytes } from 'node:crypto'
import {
  ApiProblemError,
  type Bytes32,
  bytes32Schema,
  type Clock,
  callRoute,
  type NodeId,
  type NodeSession,
  nodeSessionDigest,
  ROUTES,
  type SessionGrant,
  type SigningDomain,
} from '@noderr/protocol'
import type { ControlPlane } from '../control-plane.ts'
import type { HotKey } from '../identity/hot-key.ts'

/** PROTOCOL §3: a session lives ten minutes at most. */
const SESSION_MS = 600_000
/** Renewed this long before its end, so that no request rides on a session that is about to end. */
const RENEW_BEFORE_MS = 60_000

export interface NodeSessionsOptions {
  readonly controlPlane: ControlPlane
  readonly key: HotKey
  readonly nodeId: NodeId
  readonly domain: SigningDomain
  readonly instance: Bytes32
  /** Wall time. */
  readonly clock: Clock
  /** Called with every grant, before anybody uses it: the guard takes its high-water marks. */
  readonly onGrant: (grant: SessionGrant) => void
}

/** Opens the sessions on which predictions and heartbeats ride, with the hot key, and renews them in time. */
export class NodeSessions {
  readonly #options: NodeSessionsOptions
  #current: SessionGrant | undefined
  #opening: Promise<SessionGrant> | undefined

  constructor(options: NodeSessionsOptions) {
    this.#options = options
  }

  /** The last grant, whether or not it still lives; undefined before the first. */
  get last(): SessionGrant | undefined {
    return this.#current
  }

  /**
   * A session that lives. Asked for twice at once, one is opened.
   *
   * @throws what {@link callRoute} throws.
   */
  async get(signal: AbortSignal): Promise<SessionGrant> {
    const { clock } = this.#options
    const current = this.#current
    if (current && clock.now() < current.expiresAt - RENEW_BEFORE_MS) return current
    this.#opening ??= this.#open(signal).finally(() => {
      this.#opening = undefined
    })
    return this.#opening
  }

  /** Calls with a session; when the server knows the session no more, once again with a new one. */
  async use<Answer>(signal: AbortSignal, call: (grant: SessionGrant) => Promise<Answer>): Promise<Answer> {
    try {
      return await call(await this.get(signal))
    } catch (error) {
      if (!(error instanceof ApiProblemError && error.status === 401)) throw error
      this.renew()
      return call(await this.get(signal))
    }
  }

  /** Lets the next use open a new session: the lease has moved, or the marks must be read again. */
  renew(): void {
    if (this.#current) this.#current = { ...this.#current, expiresAt: 0 }
  }

  async #open(signal: AbortSignal): Promise<SessionGrant> {
    const { controlPlane, key, nodeId, domain, instance, clock, onGrant } = this.#options
    const session: NodeSession = {
      nodeId,
      keyId: key.address,
      audience: controlPlane.origin,
      nonce: bytes32Schema.parse(`0x${randomBytes(32).toString('hex')}`),
      expiresAt: clock.now() + SESSION_MS,
    }
    const signature = await key.sign(nodeSessionDigest(domain, session))
    const body = { session, signature, instance }
    const grant = await callRoute(ROUTES.openSession, { body }, controlPlane.open(signal))
    onGrant(grant)
    this.#current = grant
    return grant
  }
}
