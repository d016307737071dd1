import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { answer, COMPLETE, delivery } from '../../test/deliveries.ts'
import { adapt } from './adapters.ts'
import type { Delivery } from './delivery.ts'
import { toBody } from './typeform-responses.ts'

const fixture = (name: string) =>
  readFileSync(join(import.meta.dirname, '../../test/fixtures/typeform', name), 'utf8')

function read(body: unknown): { readonly adapter: string } & Delivery {
  const adapted = adapt(Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)))
  if (adapted.adapter === undefined) throw new TypeError(`unread: ${adapted.shape}`)
  return { adapter: adapted.adapter, ...adapted.delivery }
}

it('reads the documented webhook: references from the definition, hidden fields, scores and variables', () => {
  const { answers, ...rest } = read(fixture('official-example.raw.json'))
  expect(rest).toEqual({
    adapter: 'typeform/2018-01',
    kind: 'response',
    formId: 'lT4Z3j',
    token: 'a3a12ec67a1365927098a606107fac15',
    eventId: 'LtWXD3crgy',
    submittedAt: new Date('2018-01-18T18:17:02Z'),
    isTest: false,
  })
  expect(Object.fromEntries(answers)).toMatchObject({
    readable_ref_email: 'laura@example.com',
    readable_ref_date: '2005-10-15',
    readable_ref_picture_choice: ['London', 'Sydney'],
    readable_ref_number1: '5',
    readable_ref_legal: true,
    readable_ref_yes_no: false,
    readable_ref_multiple_choice: 'London',
    readable_ref_calendly: expect.stringContaining('https://calendly.com/'),
    'hidden:user_id': 'abc123456',
    'calculated:score': '9',
    'variable:name': 'typeform',
  })
  expect(answers.size).toBe(17)
})

it('reads forms from before references by the numbers of their fields', () => {
  const { adapter, formId, answers } = read(fixture('numbered-2017.json'))
  expect({ adapter, formId }).toEqual({ adapter: 'typeform/2017-02', formId: 'OldFrm' })
  expect(Object.fromEntries(answers)).toEqual({ '41000001': 'Oracle', '41000002': 'Old@Example.org' })
})

it('reads an item of the Responses API, a started one as partial', () => {
  const item = JSON.parse(fixture('response-item.json'))
  const completed = read(toBody('form1', item).toString())
  expect(completed).toMatchObject({
    adapter: 'typeform-responses/2024-01',
    kind: 'response',
    formId: 'form1',
    token: item.token,
    isTest: false,
    submittedAt: new Date('2026-01-02T09:05:00Z'),
  })
  expect(Object.fromEntries(completed.answers)).toMatchObject({
    tier: 'Guardian node',
    'hidden:campaign': 'spring',
    'variable:plan': 'pro',
  })
  const started = read(toBody('form1', { ...item, response_type: 'partial' }).toString())
  expect(started.kind).toBe('partial')
})

const type = (name: string, value: unknown) => answer(name, name, value)
it.each([
  [type('text', 'hello'), 'hello'],
  [type('email', 'a@b.c'), 'a@b.c'],
  [type('choice', { id: '1', ref: 'r', label: 'London' }), 'London'],
  [type('choice', { other: 'Atlantis' }), 'Atlantis'],
  [type('choices', { labels: ['a', 'b'], refs: ['1', '2'], other: 'c' }), ['a', 'b', 'c']],
  [type('number', -1.5e-7), '-1.5e-7'],
  [type('boolean', false), false],
  [type('url', 'https://a.b/'), 'https://a.b/'],
  [type('phone_number', '+34123456789'), '+34123456789'],
  [type('date', '2026-02-03'), '2026-02-03'],
  [type('file_url', 'https://api.typeform.com/f/1.pdf'), 'https://api.typeform.com/f/1.pdf'],
  [
    type('payment', { amount: '€10', last4: '1234', name: 'A', success: true }),
    { amount: '€10', last4: '1234', name: 'A', success: true },
  ],
  [type('multi_format', { video_url: 'https://v' }), { video_url: 'https://v' }],
  [
    { type: 'hologram', field: { ref: 'hologram' }, light: 3 },
    { type: 'hologram', light: '3' },
  ],
  [{ field: { ref: 'undefined' }, text: 'x' }, { text: 'x' }],
] as const)('keeps the answer %j', (given, value) => {
  const { answers } = read(delivery([given]))
  expect([...answers.values()]).toEqual([value])
})

it('keeps each of two answers to one field, and an answer to none', () => {
  const { answers } = read(delivery([type('text', 'a'), type('text', 'b'), 7, { type: 'text', text: 'c' }]))
  expect(Object.fromEntries(answers)).toEqual({ text: 'a', 'text#2': 'b', answer: '7', 'answer#2': 'c' })
})

const choices = [{ id: 'x', ref: 'r1', label: 'Validator' }]
const withChoices = { id: 'form1', fields: [{ id: 'tier', ref: 'tier', type: 'multiple_choice', choices }] }
function marked(answers: readonly unknown[], eventId = 'same') {
  const body = delivery(answers, { token: 'same' })
  return { ...body, event_id: eventId, form_response: { ...body.form_response, definition: withChoices } }
}
it.each([
  ['names a label of the form', marked([type('choice', { label: 'Validator' })]), false],
  ['names a reference of the form', marked([type('choices', { labels: ['?'], refs: ['r1'] })]), false],
  [
    'names a choice that the form does not offer',
    marked([type('choice', { label: 'Lorem', ref: 'q' })]),
    true,
  ],
  ['names no choice at all', marked([type('text', 'Lorem')]), true],
  ['says Validator in a text', marked([type('text', 'Validator')]), true],
  ['has an event id of its own', marked([type('text', 'Lorem')], 'another'), false],
])('takes a delivery that %s for what it is', (_, body, isTest) => {
  expect(read(body).isTest).toBe(isTest)
})

it.each([
  ['no JSON', '{"event_id": '],
  ['no object', '[]'],
  ['an unknown event', JSON.stringify({ ...delivery(), event_type: 'form_deleted' })],
  [
    'no token',
    JSON.stringify({ event_id: 'a', event_type: 'form_response', form_response: { form_id: 'f' } }),
  ],
  ['a token that no database can look up', JSON.stringify(delivery(COMPLETE, { token: 'a\0b' }))],
  [
    'answers in another shape',
    JSON.stringify({ ...delivery(), form_response: { form_id: 'f', token: 't', answers: {} } }),
  ],
])('leaves %s unread and says what it looks like, not what it says', (_, body) => {
  const adapted = adapt(Buffer.from(body))
  expect(adapted).toEqual({ adapter: undefined, shape: expect.stringMatching(/^[0-9a-f]{16}$/) })
})

it('gives bodies of one shape one digest', () => {
  const shape = (body: unknown) => adapt(Buffer.from(JSON.stringify(body)))
  expect(shape({ a: 1, b: ['x'] })).toEqual(shape({ b: ['y', 'z'], a: 2 }))
  expect(shape({ a: 1 })).not.toEqual(shape({ a: '1' }))
})

it('reads any JSON without throwing, into what canonical JSON and PostgreSQL can hold', () => {
  const anything = fc.oneof(fc.jsonValue({ maxDepth: 4 }), fc.object({ key: fc.string({ unit: 'binary' }) }))
  const answers = fc.array(
    fc.oneof(
      anything,
      fc.record({
        type: fc.constantFrom('text', 'email', 'choice', 'choices', 'number', '__proto__', 'nonsense'),
        field: fc.oneof(anything, fc.record({ ref: fc.string({ unit: 'binary' }) })),
        text: fc.string({ unit: 'binary' }),
        choice: anything,
        choices: anything,
        number: fc.double(),
      }),
    ),
    { maxLength: 8 },
  )
  fc.assert(
    fc.property(answers, anything, anything, (given, hidden, variables) => {
      const body = delivery(given)
      const { answers: kept } = read({ ...body, form_response: { ...body.form_response, hidden, variables } })
      for (const [key, value] of kept) {
        expect(JSON.stringify([key, value])).not.toContain('\\u0000')
        expect(JSON.stringify([key, value]).isWellFormed()).toBe(true)
      }
    }),
  )
})
