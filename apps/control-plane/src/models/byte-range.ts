import type { ByteRange } from '@noderr/releases'

/** The headers that ask for a part of an object. */
export interface RangeHeaders {
  readonly range?: string | undefined
  readonly 'if-range'?: string | string[] | undefined
}

/**
 * The one range of bytes that a request asks for (RFC 9110 §14). Undefined where the whole is the right answer: nothing
 * asked, several ranges, another unit, or an `If-Range` that names other bytes.
 */
export function readRange(
  { range, 'if-range': ifRange }: RangeHeaders,
  etag: string,
  length: number,
): ByteRange | 'unsatisfiable' | undefined {
  const asked = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(range ?? '')
  if (!asked || (ifRange !== undefined && ifRange !== etag)) return undefined
  const [, first = '', last = ''] = asked
  if (first === '' && last === '') return undefined
  const start = first === '' ? Math.max(0, length - Number(last)) : Number(first)
  const end = first === '' || last === '' ? length - 1 : Math.min(Number(last), length - 1)
  return start < length && start <= end ? { start, end } : 'unsatisfiable'
}
