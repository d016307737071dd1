import { apiKeyHeader, type CallOptions, type Fetch, sessionHeader } from '@noderr/protocol'
import type { NodeConfig } from './config.ts'

/** Waiting longer for an answer is worse than asking again. */
const CALL_TIMEOUT_MS = 15_000

/** How this node reaches its control plane. */
export interface ControlPlane {
  readonly origin: string
  readonly fetch: Fetch
  /** Options of a call with the API key; `origin` differs for telemetry alone. */
  withApiKey(signal: AbortSignal, origin?: string): CallOptions
  withSession(token: string, signal: AbortSignal): CallOptions
  open(signal: AbortSignal): CallOptions
}

export function controlPlane(config: NodeConfig, fetch: Fetch = globalThis.fetch): ControlPlane {
  const origin = config.CONTROL_PLANE_URL
  const within = (signal: AbortSignal) => AbortSignal.any([signal, AbortSignal.timeout(CALL_TIMEOUT_MS)])
  return {
    origin,
    fetch,
    withApiKey: (signal, other = origin) => ({
      baseUrl: other,
      fetch,
      authorization: apiKeyHeader(config.API_KEY, config.API_SECRET),
      signal: within(signal),
    }),
    withSession: (token, signal) => ({
      baseUrl: origin,
      fetch,
      authorization: sessionHeader(token),
      signal: within(signal),
    }),
    open: (signal) => ({ baseUrl: origin, fetch, signal: within(signal) }),
  }
}
