import fc from 'fast-check'
import { expect, it } from 'vitest'
import { answer, COMPLETE, delivery, WALLET } from '../../test/deliveries.ts'
import { assess } from '../applications/application.ts'
import { deliverySchema, readAnswers } from './form-response.ts'

const read = (answers: readonly unknown[]) =>
  readAnswers(deliverySchema.parse(delivery(answers)).form_response)

it('reads the answers of a complete form', () => {
  const answers = read([
    ...COMPLETE,
    answer('platform', 'choice', { label: 'Linux' }),
    answer('rpc_url', 'url', 'https://rpc.example.org/'),
    answer('stake_amount', 'number', 25_000),
    answer('hobbies', 'choices', { labels: ['a', 'b'] }),
    answer('adult', 'boolean', true),
  ])
  expect(answers).toMatchObject({
    email: 'ada@example.org',
    name: 'Ada',
    wallet: WALLET,
    tier: 'validator',
    operatingSystem: 'Linux',
    rpcEndpoint: 'https://rpc.example.org/',
    stakeAmount: '25000',
    other: { hobbies: ['a', 'b'], adult: true },
  })
  expect(assess(answers)).toMatchObject({ status: 'pending', attention: [] })
})

it('takes a node wallet for no operator wallet', () => {
  expect(read([answer('node_wallet_address', 'text', WALLET)]).wallet).toBeUndefined()
})

it.each([
  ['an unknown tier', 'tier', 'choice', { label: 'Galactic' }, 'tier'],
  ['two tiers at once', 'tier', 'choice', { label: 'oracle or guardian' }, 'tier'],
  ['a wallet with a wrong checksum', 'wallet_address', 'text', WALLET.replace('219ab', '219AB'), 'wallet'],
  ['a bad e-mail', 'email', 'email', 'ada at example', 'email'],
] as const)('keeps %s as it came and asks for attention', (_, ref, type, value, attention) => {
  const answers = read([
    ...COMPLETE.filter(({ field }) => (field as { ref: string }).ref !== ref),
    answer(ref, type, value),
  ])
  expect(assess(answers)).toMatchObject({ status: 'needs_attention', attention: [attention] })
  expect(answers.other).toHaveProperty([ref])
})

it('refuses an RPC endpoint that is not https', () => {
  const answers = read([answer('rpc_endpoint', 'url', 'http://rpc.example.org')])
  expect(answers).toMatchObject({ rpcEndpoint: undefined, other: { rpc_endpoint: 'http://rpc.example.org' } })
})

it('has one digest per set of answers', () => {
  const digest = (answers: readonly unknown[]) => assess(read(answers)).digest
  expect(digest(COMPLETE)).toBe(digest([...COMPLETE].reverse()))
  expect(digest(COMPLETE)).not.toBe(digest(COMPLETE.slice(1)))
})

it('reads any answers without throwing, into text that PostgreSQL can hold', () => {
  const anything = fc.record({
    type: fc.constantFrom('text', 'email', 'choice', 'choices', 'number', 'file_url', 'nonsense'),
    field: fc.record({ ref: fc.string({ minLength: 1, maxLength: 20, unit: 'binary' }) }),
    text: fc.string({ unit: 'binary' }),
    choice: fc.anything(),
    choices: fc.anything(),
    number: fc.double(),
  })
  fc.assert(
    fc.property(fc.array(anything, { maxLength: 8 }), (answers) => {
      const text = JSON.stringify(assess(read(JSON.parse(JSON.stringify(answers)))))
      expect(JSON.stringify(read(JSON.parse(JSON.stringify(answers)))) + text).not.toContain('\\u0000')
    }),
  )
})
