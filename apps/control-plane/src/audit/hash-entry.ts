import { createHash } from 'node:crypto'
import { type CanonicalValue, canonicalJson } from '@noderr/protocol'

/** What stands in the place of a hash before the first entry. */
export const FIRST_HASH = '0'.repeat(64)

/** The hash of an entry; it covers the hash of the one before. */
export function hashEntry(row: {
  readonly id: string
  readonly at: Date
  readonly actor: string
  readonly action: string
  readonly subject: string
  readonly details: Readonly<Record<string, CanonicalValue>>
  readonly previous_hash: string
}): string {
  const { id, at, actor, action, subject, details, previous_hash } = row
  const text = canonicalJson({ id, at: at.getTime(), actor, action, subject, details, previous_hash })
  return createHash('sha256').update(text).digest('hex')
}
