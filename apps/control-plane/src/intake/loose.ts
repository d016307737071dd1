import type { CanonicalValue } from '@noderr/protocol'

/** Deeper than any form nests; what lies below is kept in the delivery's body alone. */
const MAX_DEPTH = 16

/** An object's own member; undefined of anything else. */
export function member(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined
}

/** The members of an array; none of anything else. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** The members of an object by name; none of anything else. */
export function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return isObject(value) ? Object.entries(value) : []
}

/** A text that says something, as PostgreSQL can hold it; undefined of anything else. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? clean(value) : undefined
}

/** Any JSON as canonical JSON and PostgreSQL can hold it: numbers as text, since canonical JSON knows no fractions. */
export function toCanonical(value: unknown, depth = 0): CanonicalValue {
  if (typeof value === 'string') return clean(value)
  if (typeof value === 'number') return String(value)
  if (typeof value === 'boolean') return value
  if (depth === MAX_DEPTH && typeof value === 'object' && value !== null) return '…'
  if (Array.isArray(value)) return value.map((item) => toCanonical(item, depth + 1))
  if (isObject(value))
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [clean(key), toCanonical(item, depth + 1)]),
    )
  return null
}

/** PostgreSQL's text holds neither U+0000 nor half a surrogate pair: they are replaced. */
export function clean(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD')
}

export function isClean(text: string): boolean {
  return clean(text) === text
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
