/** What canonical JSON can hold: no fractions, since two writers may print the same number differently. */
export type CanonicalValue =
  | string
  | number
  | boolean
  | null
  | readonly CanonicalValue[]
  | { readonly [key: string]: CanonicalValue }

/**
 * Writes a value so that equal values have equal bytes on every machine: RFC 8785 over integers and strings.
 *
 * Object keys are sorted by UTF-16 code units; no white space. A fraction is written as a decimal string by its
 * owner before it comes here.
 *
 * @throws {@link NotCanonicalError} for a number that is no safe integer, for `-0`, a lone surrogate, `undefined`
 * and anything JSON does not have.
 */
export function canonicalJson(value: CanonicalValue): string {
  return write(value, '$')
}

function write(value: unknown, path: string): string {
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw new NotCanonicalError(path, 'a lone surrogate')
    return JSON.stringify(value)
  }
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value) || Object.is(value, -0))
      throw new NotCanonicalError(path, `the number ${value}`)
    return String(value)
  }
  if (Array.isArray(value))
    return `[${value.map((item, index) => write(item, `${path}[${index}]`)).join(',')}]`
  if (typeof value === 'object' && isPlain(value)) {
    const members = Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => `${write(key, path)}:${write(member, `${path}.${key}`)}`)
    return `{${members.join(',')}}`
  }
  throw new NotCanonicalError(path, `a value of type ${typeof value}`)
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

export class NotCanonicalError extends Error {
  override readonly name = 'NotCanonicalError'
  readonly code = 'canonical-json.not-canonical'
  readonly path: string

  constructor(path: string, found: string) {
    super(`${path} holds ${found}, which canonical JSON cannot say; write fractions as decimal strings`)
    this.path = path
  }
}
