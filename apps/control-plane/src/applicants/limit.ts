import { limitAttempts } from '../auth/index.ts'
import type { KeyedContext } from '../credentials/index.ts'

const HOUR_MS = 3_600_000

/** How often what may be done: so many times in a window that begins with the first. */
export const LIMITS = {
  /** Tries to apply from one network address. */
  applyFromAddress: { max: 20, windowMs: HOUR_MS },
  /** Applications of one wallet. */
  applyByWallet: { max: 5, windowMs: 24 * HOUR_MS },
  /** Invitations that an operator asks for again. */
  invitation: { max: 3, windowMs: 24 * HOUR_MS },
  /** Mails that confirm an erasure. */
  erasureMail: { max: 3, windowMs: 24 * HOUR_MS },
  /** Exports of one person's data. */
  dataExport: { max: 20, windowMs: HOUR_MS },
} as const
type LimitName = keyof typeof LIMITS

/**
 * Counts one use by `who`, of whom only a keyed hash is kept.
 *
 * @throws {@link TooManyAttemptsError} when there was no room for it.
 */
export function requireRoom(
  ctx: Pick<KeyedContext, 'db' | 'clock' | 'secrets'>,
  name: LimitName,
  who: string,
): Promise<void> {
  return limitAttempts(ctx, ctx.secrets.tokenPepper, `${name}:${who}`, LIMITS[name])
}
