import { createHash } from 'node:crypto'
import type { Adapter } from './adapter.ts'
import type { Delivery } from './delivery.ts'
import { entriesOf, listOf } from './loose.ts'
import { typeform2017 } from './typeform-2017.ts'
import { typeform2018 } from './typeform-2018.ts'
import { typeformResponses } from './typeform-responses.ts'

/** Newest first; the first that can read a body does. */
const ADAPTERS: readonly Adapter[] = [typeformResponses, typeform2018, typeform2017]

export type Adapted =
  | { readonly adapter: string; readonly delivery: Delivery }
  /** Of a body that no adapter knows: a digest of its keys and types, the same for all bodies of that shape. */
  | { readonly adapter: undefined; readonly shape: string }

/** Reads a kept body by the adapter that knows its shape. */
export function adapt(body: Buffer): Adapted {
  const json = parseJson(body)
  for (const { name, read } of ADAPTERS) {
    const delivery = read(json)
    if (delivery) return { adapter: name, delivery }
  }
  const shape = json === undefined ? 'no JSON' : shapeOf(json, 0)
  return { adapter: undefined, shape: createHash('sha256').update(shape).digest('hex').slice(0, 16) }
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}

function shapeOf(value: unknown, depth: number): string {
  if (value === null || typeof value !== 'object') return value === null ? 'null' : typeof value
  if (depth === 8) return '…'
  if (Array.isArray(value))
    return `[${[...new Set(listOf(value).map((item) => shapeOf(item, depth + 1)))].sort().join()}]`
  const members = entriesOf(value).map(([key, item]) => `${JSON.stringify(key)}:${shapeOf(item, depth + 1)}`)
  return `{${members.sort().join()}}`
}
