import fc from 'fast-check'
import { expect, it } from 'vitest'
import { applyAnswersHash, applyAnswersSchema } from './apply-answers.ts'

const GOOD = {
  email: ' Ada@Example.org ',
  name: 'Ada',
  wallet: '0x00000000219ab540356cbb839cbe05303d7705fa',
  tier: 'validator',
  operatingSystem: 'Linux',
  rpcEndpoint: ' ',
  experience: 'e',
  infrastructure: 'i',
  motivation: 'm',
  stakeAmount: '25000',
}

const faultsOf = (change: object) =>
  applyAnswersSchema.safeParse({ ...GOOD, ...change }).error?.issues.map(({ path }) => path[0])

it('reads answers into one form: lower-case address, checksummed wallet, nothing for what was left empty', () => {
  expect(applyAnswersSchema.parse(GOOD)).toEqual({
    ...GOOD,
    email: 'ada@example.org',
    wallet: '0x00000000219ab540356cBB839Cbe05303d7705Fa',
    rpcEndpoint: undefined,
  })
})

it.each([
  ['email', 'ada at example'],
  ['email', `${'a'.repeat(250)}@example.org`],
  ['name', '  '],
  ['name', 'a\0b'],
  ['wallet', '0x00000000219AB540356cbb839cbe05303d7705fa'],
  ['tier', 'galactic'],
  ['rpcEndpoint', 'http://plain.example'],
  ['rpcEndpoint', 'javascript:alert(1)'],
  ['motivation', 'x'.repeat(4_001)],
  ['motivation', 'half a \ud800 pair'],
  ['stakeAmount', '25 000'],
  ['stakeAmount', '-1'],
  ['stakeAmount', '1e9'],
])('refuses %s: %s', (field, value) => {
  expect(faultsOf({ [field]: value })).toEqual([field])
})

it('never throws, and what it has read once it reads the same again, with one hash', () => {
  const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 50 }), fc.constantFrom(...Object.values(GOOD)))
  const anything = fc.record(Object.fromEntries(Object.keys(GOOD).map((name) => [name, text])))
  const likely = anything.map((record) => ({ ...GOOD, name: record.name, motivation: record.motivation }))
  fc.assert(
    fc.property(fc.oneof(anything, likely, fc.anything()), (input) => {
      const { data } = applyAnswersSchema.safeParse(input)
      if (!data) return
      const again = applyAnswersSchema.parse(data)
      expect(again).toEqual(data)
      expect(applyAnswersHash(again)).toBe(applyAnswersHash(data))
      expect(applyAnswersHash({ ...data, name: `${data.name}!` })).not.toBe(applyAnswersHash(data))
    }),
  )
})
