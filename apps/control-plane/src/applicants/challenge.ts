import { type Bytes32, bytes32Schema } from '@noderr/protocol'
import { equalInConstantTime, keyedHash } from '../auth/index.ts'
import type { KeyedContext } from '../credentials/index.ts'
import type { Tx } from '../db/index.ts'
import { spendNonce } from './store.ts'

/** What a wallet is asked to sign for. */
export type Purpose = 'apply' | 'erase'

const LIFE_MS = 600_000
// 6 bytes of expiry, 10 of randomness, 16 of proof that the nonce is ours: a stranger who asks for a million of them
// costs the database nothing.
const EXPIRY_DIGITS = 12
const BODY_DIGITS = 32

/** What goes into a signature beside the wallet and what it is about. */
export interface Challenge {
  readonly nonce: Bytes32
  readonly origin: string
  readonly chainId: number
  readonly networkId: Bytes32
  readonly expiresAt: Date
}

/** Hands out a nonce that is good once and for ten minutes. Keeps nothing. */
export function mintChallenge(
  { clock, randomBytes, secrets, config, network }: Omit<KeyedContext, 'actor'>,
  purpose: Purpose,
): Challenge {
  const expiresAt = new Date(clock.now() + LIFE_MS)
  const body =
    expiresAt.getTime().toString(16).padStart(EXPIRY_DIGITS, '0') +
    Buffer.from(randomBytes(10)).toString('hex')
  const nonce = bytes32Schema.parse(`0x${body}${proofOf(secrets.tokenPepper, purpose, body)}`)
  return { nonce, origin: config.publicUrl, ...network.domain, expiresAt }
}

/**
 * Spends a nonce, in the transaction that it was signed for.
 *
 * @throws {@link ChallengeUnknownError}, {@link ChallengeExpiredError}, {@link ChallengeSpentError}.
 */
export async function spendChallenge(
  tx: Tx,
  { clock, secrets }: Pick<KeyedContext, 'clock' | 'secrets'>,
  purpose: Purpose,
  nonce: Bytes32,
): Promise<void> {
  const body = nonce.slice(2, 2 + BODY_DIGITS)
  const proof = nonce.slice(2 + BODY_DIGITS)
  if (!equalInConstantTime(proof, proofOf(secrets.tokenPepper, purpose, body)))
    throw new ChallengeUnknownError()
  const expiresAt = new Date(Number.parseInt(body.slice(0, EXPIRY_DIGITS), 16))
  if (expiresAt.getTime() <= clock.now()) throw new ChallengeExpiredError()
  if (!(await spendNonce(tx, nonce, expiresAt))) throw new ChallengeSpentError()
}

function proofOf(pepper: string, purpose: Purpose, body: string): string {
  return keyedHash(pepper, `applicant-nonce ${purpose} ${body}`).slice(0, 32)
}

export class ChallengeUnknownError extends Error {
  override readonly name = 'ChallengeUnknownError'
  readonly kind = 'invalid'
  readonly code = 'applicant.challenge-unknown'

  constructor() {
    super('this signature is not over a number that this network gave out; load the page again and sign anew')
  }
}

export class ChallengeExpiredError extends Error {
  override readonly name = 'ChallengeExpiredError'
  readonly kind = 'conflict'
  readonly code = 'applicant.challenge-expired'

  constructor() {
    super('more than ten minutes passed before the signature arrived; sign again')
  }
}

export class ChallengeSpentError extends Error {
  override readonly name = 'ChallengeSpentError'
  readonly kind = 'conflict'
  readonly code = 'applicant.challenge-spent'

  constructor() {
    super('this signature was used before and is good once; sign again')
  }
}
