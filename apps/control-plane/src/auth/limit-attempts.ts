import { sql } from 'kysely'
import type { Context } from '../context/index.ts'
import { keyedHash } from './token.ts'

/** How often something may be done in one window, which opens with the first time. */
export interface Limit {
  readonly max: number
  readonly windowMs: number
}

/**
 * Counts one more attempt on an address or a wallet, whoever makes it, and keeps only a keyed hash of which.
 *
 * Counted in the database: a restart forgets nothing, and every process counts the same.
 *
 * @throws {@link TooManyAttemptsError}
 */
export async function limitAttempts(
  { db, clock }: Pick<Context, 'db' | 'clock'>,
  pepper: string,
  what: string,
  { max, windowMs }: Limit,
): Promise<void> {
  const now = clock.now()
  const [fresh, ends] = [new Date(now), new Date(now + windowMs)]
  const row = await db
    .insertInto('auth_limits')
    .values({ key_hash: keyedHash(pepper, what), uses: 1, window_ends_at: ends })
    .onConflict((conflict) =>
      conflict.column('key_hash').doUpdateSet({
        uses: sql`CASE WHEN auth_limits.window_ends_at <= ${fresh} THEN 1 ELSE auth_limits.uses + 1 END`,
        window_ends_at: sql`CASE WHEN auth_limits.window_ends_at <= ${fresh} THEN ${ends} ELSE auth_limits.window_ends_at END`,
      }),
    )
    .returning(['uses', 'window_ends_at'])
    .executeTakeFirstOrThrow()
  if (row.uses > max) throw new TooManyAttemptsError(Math.ceil((row.window_ends_at.getTime() - now) / 1_000))
}

export class TooManyAttemptsError extends Error {
  override readonly name = 'TooManyAttemptsError'
  readonly kind = 'limited'
  readonly code = 'auth.too-many-attempts'
  /** Seconds; answered as Retry-After. */
  readonly retryAfterS: number

  constructor(retryAfterS: number) {
    super(`too many attempts; try again in ${Math.ceil(retryAfterS / 60)} minutes`)
    this.retryAfterS = retryAfterS
  }
}
