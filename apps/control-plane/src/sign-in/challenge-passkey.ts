import { keyedHash } from '../auth/index.ts'
import type { Services } from '../context/index.ts'
import { insertChallenge, takeChallenge } from './store.ts'

const CHALLENGE_LIFE_MS = 5 * 60_000

/** The site that passkeys are made for, by host and by origin. */
export function relyingParty({ config }: Services): { readonly id: string; readonly origin: string } {
  return { id: new URL(config.publicUrl).hostname, origin: config.publicUrl }
}

/** Bytes for a passkey to sign, good once and for five minutes. @param userId - Who registers one. */
export async function openChallenge(
  { db, clock, randomBytes, secrets }: Services,
  userId?: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const challenge = new Uint8Array(randomBytes(32))
  const hash = keyedHash(secrets.tokenPepper, Buffer.from(challenge).toString('base64url'))
  await insertChallenge(db, { hash, userId, expiresAt: new Date(clock.now() + CHALLENGE_LIFE_MS) })
  return challenge
}

/** For the verifier: uses up what was signed and says whether we had asked for it. */
export function isOurChallenge(
  { db, clock, secrets }: Services,
  userId?: string,
): (challenge: string) => Promise<boolean> {
  return (challenge) =>
    takeChallenge(db, keyedHash(secrets.tokenPepper, challenge), userId, new Date(clock.now()))
}
