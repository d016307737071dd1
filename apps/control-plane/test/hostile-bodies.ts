import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { COMPLETE, delivery } from './deliveries.ts'

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

const fixture = (name: string): Json =>
  JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures/typeform', name), 'utf8')) as Json

const VALID: readonly Json[] = [
  delivery(COMPLETE, { token: 'token-0' }) as unknown as Json,
  fixture('official-example.raw.json'),
  fixture('official-example-with-choices.json'),
  fixture('numbered-2017.json'),
  { form_id: 'form1', item: fixture('response-item.json') },
]
const PROTOTYPE_KEYS = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'then']
const REFS = ['email', 'wallet_address', 'tier', 'name', 'answer', 'hidden:x', '']

/** Texts that databases, parsers and people trip over. */
const nastyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    '\0',
    'a\0b',
    '\ud800',
    '\udc00x',
    '\ud83d\ude00',
    '\u202e',
    '{{claimLink}}',
    "'; DROP TABLE x; --",
  ),
  fc.constantFrom(
    '<script>alert(1)</script>',
    '0x00000000219ab540356cBB839Cbe05303d7705Fa',
    'oracle',
    'a@b.example',
  ),
  fc.constantFrom(...PROTOTYPE_KEYS, ...REFS),
  fc.integer({ min: 1, max: 4_000 }).map((length) => 'x'.repeat(length)),
)
const nastyValue: fc.Arbitrary<Json> = fc.oneof(
  nastyText,
  fc.constantFrom(null, true, false, 0, -0, 1e308, -1e308, 5e-324, 2 ** 53, -(2 ** 63)),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.jsonValue({ maxDepth: 3, stringUnit: 'binary' }) as fc.Arbitrary<Json>,
  fc.dictionary(
    fc.oneof(nastyText, fc.constantFrom(...PROTOTYPE_KEYS)),
    fc.jsonValue() as fc.Arbitrary<Json>,
  ),
)
const token = fc.oneof(
  fc.integer({ min: 0, max: 40 }).map((n) => `token-${n}`),
  nastyText,
)

/** A valid body in which members were exchanged, taken away or doubled. */
const mutated: fc.Arbitrary<Json> = fc
  .tuple(
    fc.constantFrom(...VALID),
    token,
    fc.array(
      fc.record({
        at: fc.nat(),
        how: fc.constantFrom('replace', 'remove', 'double', 'rename'),
        value: nastyValue,
        key: nastyText,
      }),
      { maxLength: 4 },
    ),
  )
  .map(([valid, itsToken, changes]) => {
    const body = structuredClone(valid)
    const root = asObject(asObject(body).form_response ?? asObject(body).item ?? null)
    root.token = itsToken
    for (const { at, how, value, key } of changes) change(body, at, how, value, key)
    return body
  })

/** A complete form with answers that were made up. */
const answered: fc.Arbitrary<Json> = fc
  .tuple(
    token,
    fc.array(
      fc.record({
        type: fc.oneof(fc.constantFrom('text', 'email', 'choice', 'choices', 'payment', 'number'), nastyText),
        field: fc.oneof(
          fc.record({ ref: fc.oneof(fc.constantFrom(...REFS), nastyText), id: nastyText }),
          nastyValue,
        ),
        text: nastyValue,
        email: nastyValue,
        choice: nastyValue,
        choices: nastyValue,
        number: nastyValue,
      }) as fc.Arbitrary<Json>,
      { maxLength: 6 },
    ),
    nastyValue,
    nastyValue,
  )
  .map(([itsToken, answers, hidden, variables]) => {
    const body = delivery(answers, { token: itsToken }) as unknown as {
      form_response: { [key: string]: Json }
    }
    Object.assign(body.form_response, { hidden, variables, calculated: hidden })
    return body as unknown as Json
  })

/** JSON that `JSON.stringify` would never write: doubled keys, numbers out of range, escapes of half a pair. */
const textual = fc
  .tuple(
    answered,
    fc.constantFrom(
      '"event_id":"x","event_id":"y",',
      '"__proto__":{"form_response":{"token":"t"}},',
      '"n":1e999,"m":-1e999,"k":123456789012345678901234567890,',
      '"s":"\\ud800","z":"\\u0000",',
      '"form_response":{"form_id":"form1","token":"token-1"},',
      '\uFEFF',
      '"a":.1,',
    ),
  )
  .map(([body, inserted]) => JSON.stringify(body).replace('{', `{${inserted}`))

const deep = fc
  .tuple(fc.integer({ min: 1, max: 150_000 }), fc.constantFrom('bare', 'answer', 'hidden', 'objects'))
  .map(([depth, where]) => {
    if (where === 'objects') return `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`
    const nest = `${'['.repeat(depth)}${']'.repeat(depth)}`
    if (where === 'bare') return nest
    const text = JSON.stringify(delivery(COMPLETE, { token: 'token-deep' }))
    return where === 'answer'
      ? text.replace('"answers":[', `"answers":[{"type":"text","field":{"ref":"deep"},"text":${nest}},`)
      : text.replace('"landed_at"', `"hidden":{"x":${nest}},"landed_at"`)
  })

const MAX_BYTES = 1_048_576

/** Bodies at the size limit: one long string, very many answers, or very many members. */
const huge = fc
  .tuple(fc.constantFrom('string', 'answers', 'members', 'full'), fc.integer({ min: 0, max: 40 }))
  .map(([kind, n]) => {
    const body = delivery(COMPLETE, { token: `token-${n}` })
    const answers: unknown[] = [...COMPLETE]
    if (kind === 'string') answers.push({ type: 'text', field: { ref: 'name' }, text: 'é'.repeat(400_000) })
    if (kind === 'answers')
      for (let each = 0; each < 12_000; each += 1)
        answers.push({ type: 'text', text: `${each}`, field: { ref: 'same', id: 'x' } })
    const hidden =
      kind === 'members' ? Object.fromEntries(Array.from({ length: 40_000 }, (_, k) => [`key-${k}`, k])) : {}
    const text = JSON.stringify({ ...body, form_response: { ...body.form_response, hidden, answers } })
    return kind === 'full' ? text + ' '.repeat(MAX_BYTES - Buffer.byteLength(text)) : text
  })

const bent = fc
  .tuple(mutated, fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 5 }))
  .map(([body, flips]) => {
    const bytes = Buffer.from(JSON.stringify(body))
    for (const [at, value] of flips) bytes[at % bytes.length] = value
    return bytes
  })

/** What an enemy who knows the secret, or a Typeform gone mad, could send: at most one mebibyte. */
export const hostileBody: fc.Arbitrary<Buffer> = fc
  .oneof(
    { weight: 12, arbitrary: mutated.map((body) => JSON.stringify(body)) },
    { weight: 12, arbitrary: answered.map((body) => JSON.stringify(body)) },
    { weight: 6, arbitrary: textual },
    { weight: 6, arbitrary: bent },
    { weight: 3, arbitrary: nastyValue.map((body) => JSON.stringify(body)) },
    { weight: 3, arbitrary: fc.uint8Array({ maxLength: 300 }) },
    { weight: 1, arbitrary: deep },
    { weight: 1, arbitrary: huge },
  )
  .map((body) => Buffer.from(body).subarray(0, MAX_BYTES))

function asObject(value: Json): { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
}

function change(body: Json, at: number, how: string, value: Json, key: string): void {
  const places = [...placesIn(body)]
  const place = places[at % places.length]
  if (!place) return
  const { holder, name } = place
  const put = (into: string, what: Json) =>
    Object.defineProperty(holder, into, { value: what, writable: true, enumerable: true, configurable: true })
  if (Array.isArray(holder)) {
    if (how === 'remove') holder.splice(Number(name), 1)
    else if (how === 'double') holder.push(structuredClone(holder[Number(name)] ?? null))
    else holder[Number(name)] = value
  } else if (how === 'remove') delete holder[name]
  else if (how === 'rename') {
    put(key, holder[name] ?? null)
    if (key !== name) delete holder[name]
  } else if (how === 'double') put(`${name}2`, structuredClone(holder[name] ?? null))
  else put(name, value)
}

function* placesIn(value: Json): Generator<{ holder: Json[] | { [key: string]: Json }; name: string }> {
  if (typeof value !== 'object' || value === null) return
  for (const [name, inner] of Object.entries(value)) {
    yield { holder: value, name }
    yield* placesIn(inner)
  }
}
