import { keyedHash } from '../auth/index.ts'
import type { KeyedContext } from '../credentials/index.ts'
import type { Tx } from '../db/index.ts'
import { countUse } from './store.ts'

const HOUR_MS = 3_600_000

/** How often what may be done: so many times in a window that begins with the first. */
export const LIMITS = {
  /** Tries to apply from one network address. */
  applyFromAddress: { most: 20, windowMs: HOUR_MS },
  /** Applications of one wallet. */
  applyByWallet: { most: 5, windowMs: 24 * HOUR_MS },
  /** Confirmations to one mail address out of our own form; above it applications are taken in silence. */
  confirmationMail: { most: 3, windowMs: 24 * HOUR_MS },
  /** Invitations that an operator asks for again. */
  invitation: { most: 3, windowMs: 24 * HOUR_MS },
  /** Mails that confirm an erasure. */
  erasureMail: { most: 3, windowMs: 24 * HOUR_MS },
  /** Exports of one person's data. */
  dataExport: { most: 20, windowMs: HOUR_MS },
} as const
export type LimitName = keyof typeof LIMITS

/** Counts one use by `who`; only a keyed hash of it is kept. @returns When there is room again, once there is none. */
export async function countedOut(
  tx: Tx,
  { clock, secrets }: Pick<KeyedContext, 'clock' | 'secrets'>,
  name: LimitName,
  who: string,
): Promise<Date | undefined> {
  const { most, windowMs } = LIMITS[name]
  const key = `${name}:${keyedHash(secrets.tokenPepper, `limit ${name} ${who}`)}`
  const now = clock.now()
  const { count, resetsAt } = await countUse(tx, key, new Date(now), new Date(now + windowMs))
  return count > most ? resetsAt : undefined
}

/** Counts one use by `who`. @throws {@link TooOftenError} when there was no room for it. */
export async function requireRoom(
  tx: Tx,
  ctx: Pick<KeyedContext, 'clock' | 'secrets'>,
  name: LimitName,
  who: string,
): Promise<void> {
  const resetsAt = await countedOut(tx, ctx, name, who)
  if (resetsAt) throw new TooOftenError(name, resetsAt)
}

/** The part of an address that one subscriber holds: the whole of an IPv4 address, 64 bits of an IPv6 one. */
export function subscriberOf(address: string): string {
  const plain = address.toLowerCase().replace(/^::ffff:(?=\d+\.)/, '')
  if (!plain.includes(':')) return plain
  const [head = '', tail] = plain.split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail ? tail.split(':') : []
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0')
  const groups = tail === undefined ? left : [...left, ...zeros, ...right]
  return groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')
}

export class TooOftenError extends Error {
  override readonly name = 'TooOftenError'
  readonly kind = 'limited'
  readonly code = 'applicant.too-often'
  readonly limit: LimitName
  readonly resetsAt: Date

  constructor(limit: LimitName, resetsAt: Date) {
    super(`this was done too often; there is room again at ${resetsAt.toISOString()}`)
    this.limit = limit
    this.resetsAt = resetsAt
  }
}
