import { keyedHash } from '../auth/index.ts'
import type { Services } from '../context/index.ts'
import type { Authenticate } from '../http/index.ts'
import type { SessionHolder } from './session.ts'
import { findOpenSession } from './store.ts'

/**
 * Finds out who sent `Authorization: Session TOKEN`.
 *
 * @throws {@link SessionRefusedError} for an absent or malformed header and for a session that is unknown, over, or
 * whose key, lease or credential no longer stands.
 */
export async function authenticateSession(
  { db, clock, secrets }: Pick<Services, 'db' | 'clock' | 'secrets'>,
  header: string | undefined,
): Promise<SessionHolder> {
  const [, token] = /^Session ([0-9a-f]{64})$/.exec(header ?? '') ?? []
  if (!token) throw new SessionRefusedError()
  const holder = await findOpenSession(db, keyedHash(secrets.tokenPepper, token), new Date(clock.now()))
  if (!holder) throw new SessionRefusedError()
  return holder
}

/** Authenticates the routes of the node API whose `auth` is `session`. */
export function sessionOf(services: Services): Authenticate<SessionHolder> {
  return (request) => authenticateSession(services, request.headers.authorization)
}

export class SessionRefusedError extends Error {
  override readonly name = 'SessionRefusedError'
  readonly kind = 'unauthenticated'
  readonly code = 'session.refused'

  constructor() {
    super(
      'the session is over or never was; open another with the hot key and send `Authorization: Session TOKEN`',
    )
  }
}
