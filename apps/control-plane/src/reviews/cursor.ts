import { z } from 'zod'

export const SORTS = ['submitted', 'age', 'name', 'tier', 'status'] as const
export type Sort = (typeof SORTS)[number]
export type Direction = 'asc' | 'desc'

/** Each key as {@link ListPosition} holds it: microseconds since 1970, text, a rank. */
const KEYS: Readonly<Record<Sort, RegExp>> = {
  submitted: /^-?\d{1,16}$/,
  age: /^-?\d{1,16}$/,
  name: /^/,
  tier: /^\d$/,
  status: /^\d$/,
}

/** The last application of a page: the next page begins after it, whatever has come or gone meanwhile. */
export interface ListPosition {
  /** What the list is sorted by. */
  readonly key: string
  readonly id: number
}

const cursorSchema = z.tuple([z.enum(SORTS), z.enum(['asc', 'desc']), z.string().max(1_000), z.int32()])

/** A position as a word for the address of the next page; it fits one order only. */
export function writeCursor(sort: Sort, direction: Direction, { key, id }: ListPosition): string {
  return Buffer.from(JSON.stringify([sort, direction, key, id])).toString('base64url')
}

/** @throws {@link CursorUnfitError} for anything but the `next` of a page in the same order. */
export function readCursor(sort: Sort, direction: Direction, cursor: string): ListPosition {
  const read = cursorSchema.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString())).data
  if (
    !read ||
    read[0] !== sort ||
    read[1] !== direction ||
    !KEYS[sort].test(read[2]) ||
    read[2].includes('\u0000')
  )
    throw new CursorUnfitError()
  return { key: read[2], id: read[3] }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export class CursorUnfitError extends Error {
  override readonly name = 'CursorUnfitError'
  readonly kind = 'invalid'
  readonly code = 'application.cursor-unfit'

  constructor() {
    super('this place is not of a list in this order; begin with its first page')
  }
}
