import { createHmac, timingSafeEqual } from 'node:crypto'
import type { RandomBytes } from '../context/index.ts'

/** A secret that is handed out once: 32 random bytes as 64 hex digits. Only its {@link keyedHash} is stored. */
export function mintToken(randomBytes: RandomBytes): string {
  return Buffer.from(randomBytes(32)).toString('hex')
}

/** HMAC-SHA256 under a pepper, as 64 hex digits: what the database keeps of a secret. */
export function keyedHash(pepper: string, secret: string): string {
  return createHmac('sha256', Buffer.from(pepper, 'hex')).update(secret).digest('hex')
}

/** Whether two texts are equal, in a time that tells nothing about where they differ. */
export function equalInConstantTime(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}
