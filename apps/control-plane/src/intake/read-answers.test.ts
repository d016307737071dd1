import { expect, it } from 'vitest'
import { adaptJson, answer, COMPLETE, delivery, WALLET } from '../../test/deliveries.ts'
import { assess } from '../applications/application.ts'
import { DEFAULT_FIELD_MAP, fieldMapSchema } from './field-map.ts'
import { readAnswers } from './read-answers.ts'

const read = (answers: readonly unknown[], map = DEFAULT_FIELD_MAP) =>
  readAnswers(adaptJson(delivery(answers)), map)

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

it('takes a node wallet for no operator wallet, and no map that would', () => {
  expect(read([answer('node_wallet_address', 'text', WALLET)]).wallet).toBeUndefined()
  const map = { ...DEFAULT_FIELD_MAP, wallet: ['node_wallet_address'] }
  expect(fieldMapSchema.safeParse(map).success).toBe(false)
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

it('refuses an RPC endpoint that is not https, and a name as long as a book', () => {
  const answers = read([
    answer('rpc_endpoint', 'url', 'http://rpc.example.org'),
    answer('name', 'text', 'x'.repeat(201)),
  ])
  expect(answers).toMatchObject({
    rpcEndpoint: undefined,
    name: undefined,
    other: { rpc_endpoint: 'http://rpc.example.org', name: 'x'.repeat(201) },
  })
})

it('reads by another map, hidden fields too', () => {
  const body = delivery([answer('mail', 'email', 'ada@example.org')])
  const form_response = { ...body.form_response, hidden: { w: WALLET } }
  const map = { ...DEFAULT_FIELD_MAP, email: ['mail'], wallet: ['hidden:w'] }
  expect(readAnswers(adaptJson({ ...body, form_response }), map)).toMatchObject({
    email: 'ada@example.org',
    wallet: WALLET,
    other: {},
  })
})

it('has one digest per set of answers', () => {
  const digest = (answers: readonly unknown[]) => assess(read(answers)).digest
  expect(digest(COMPLETE)).toBe(digest([...COMPLETE].reverse()))
  expect(digest(COMPLETE)).not.toBe(digest(COMPLETE.slice(1)))
})

it.each([
  ['a reference twice', { ...DEFAULT_FIELD_MAP, name: ['email'] }],
  ['a field that we do not know', { ...DEFAULT_FIELD_MAP, shoeSize: ['shoe'] }],
  ['a field too few', { ...DEFAULT_FIELD_MAP, email: undefined }],
])('refuses a map with %s', (_, map) => {
  expect(fieldMapSchema.safeParse(map).success).toBe(false)
})
