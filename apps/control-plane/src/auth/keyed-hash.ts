import { createHmac, timingSafeEqual } from 'node:crypto'

/**
 * What a secret is stored and looked up as: HMAC-SHA256 under a pepper that is not in the database, 64 hex digits.
 *
 * A plain hash is enough here (no salt, no stretching): every secret it is used for holds 256 random bits.
 *
 * @param purpose - Keeps hashes for different uses apart: a claim token can never pass for a session.
 */
export function keyedHash(
  pepper: string,
  purpose: 'api-secret' | 'claim' | 'session',
  secret: string,
): string {
  return createHmac('sha256', Buffer.from(pepper, 'hex')).update(`${purpose}:${secret}`).digest('hex')
}

/** Compares two hex hashes of the same length in a time that says nothing about where they differ. */
export function isSameHash(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left, 'hex'), Buffer.from(right, 'hex')]
  return a.length === b.length && timingSafeEqual(a, b)
}
