import { type Limit, limitAttempts, TooManyAttemptsError } from '../auth/index.ts'
import type { Services } from '../context/index.ts'
import type { Tx } from '../db/index.ts'
import { mailboxOf } from './store.ts'

/** Confirmations to one mailbox, on whichever way its applications come; above it they are taken in silence. */
export const CONFIRMATIONS: Limit = { max: 3, windowMs: 24 * 3_600_000 }

/**
 * Counts one more confirmation to an address, and says whether it may go. Anybody can write anybody's address into a
 * form; to refuse one that many have named would tell a stranger that it was named.
 */
export async function mayConfirm(
  tx: Tx,
  { clock, secrets }: Pick<Services, 'clock' | 'secrets'>,
  email: string,
): Promise<boolean> {
  const mailbox = await mailboxOf(tx, email)
  try {
    await limitAttempts({ db: tx, clock }, secrets.tokenPepper, `confirmationMail:${mailbox}`, CONFIRMATIONS)
    return true
  } catch (error) {
    if (error instanceof TooManyAttemptsError) return false
    throw error
  }
}
