import { callRoute, type Heartbeat, ROUTES } from '@noderr/protocol'
import { pause } from '../back-off.ts'
import type { ControlPlane } from '../control-plane.ts'
import { describeError, type Logger } from '../log.ts'
import type { NodeSessions } from './node-session.ts'

export interface HeartbeatOptions {
  readonly sessions: NodeSessions
  readonly controlPlane: ControlPlane
  readonly intervalMs: number
  readonly status: () => Heartbeat
  readonly log: Logger
}

/** Says at each interval that the node lives and what it runs. A beat that fails is not repeated: the next one comes. */
export async function beat(options: HeartbeatOptions, signal: AbortSignal): Promise<void> {
  const { sessions, controlPlane, intervalMs, status, log } = options
  let failures = 0
  while (!signal.aborted) {
    try {
      await sessions.use(signal, ({ token }) =>
        callRoute(ROUTES.heartbeat, { body: status() }, controlPlane.withSession(token, signal)),
      )
      failures = 0
    } catch (error) {
      failures += 1
      if (!signal.aborted)
        log[failures < 3 ? 'info' : 'warn']({ err: describeError(error) }, 'heartbeat not delivered')
    }
    await pause(intervalMs, signal)
  }
}
