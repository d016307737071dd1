import { expect, it } from 'vitest'
import {
  parseFeatureSchema,
  schemaDigest,
  sealFeatureSchema,
  type UnsealedFeatureSchema,
} from './feature-schema.ts'

const draft: UnsealedFeatureSchema = {
  name: 'btc-1h-light',
  version: '1.0.0',
  interval: '1h',
  lookback: 64,
  anchor: { periodCandles: 32, warmupCandles: 20 },
  features: [
    { name: 'return_1', kind: 'log-return', parameters: { span: 1 } },
    { name: 'rsi_14', kind: 'rsi', parameters: { period: 14 } },
  ],
  normalisation: [{ feature: 'rsi_14', centre: '50', scale: '12.5', clip: '4' }],
}

it('reads back what it has sealed, from text and from parsed JSON', () => {
  const schema = sealFeatureSchema(draft)
  expect(parseFeatureSchema(JSON.stringify(schema))).toEqual(schema)
  expect(parseFeatureSchema({ digest: schema.digest, ...draft })).toEqual(schema)
})

it('keeps its digest for ever, whatever the order of members', () => {
  const digest = 'sha256:19edec74718f4a313bd52f7f62d66876039543036d88293370a1109480227b1f'
  const { features, ...rest } = draft
  expect(schemaDigest(draft)).toBe(digest)
  expect(schemaDigest({ features, ...rest })).toBe(digest)
})

it('refuses content that its digest does not name', () => {
  const schema = sealFeatureSchema(draft)
  const changed = {
    ...schema,
    normalisation: [{ feature: 'rsi_14', centre: '50', scale: '12.6', clip: '4' }],
  }
  expect(() => parseFeatureSchema(changed)).toThrow(
    expect.objectContaining({ code: 'feature-schema.digest-mismatch', expected: schema.digest }),
  )
})

it.each<[string, Record<string, unknown>, string]>([
  [
    'a fraction that is a number',
    { normalisation: [{ feature: 'rsi_14', centre: 50, scale: '1' }] },
    'normalisation.0.centre',
  ],
  [
    'a scale of zero',
    { normalisation: [{ feature: 'rsi_14', centre: '0', scale: '0.0' }] },
    'normalisation.0.scale',
  ],
  [
    'normalisation of no feature',
    { normalisation: [{ feature: 'x', centre: '0', scale: '1' }] },
    'normalisation.0.feature',
  ],
  ['an unknown kind', { features: [{ name: 'a', kind: 'magic', parameters: {} }] }, 'features.0.kind'],
  ['an inherited kind', { features: [{ name: 'a', kind: 'toString', parameters: {} }] }, 'features.0.kind'],
  [
    'a parameter out of range',
    { features: [{ name: 'a', kind: 'rsi', parameters: { period: 0 } }] },
    'features.0.parameters.period',
  ],
  [
    'a fractional parameter',
    { features: [{ name: 'a', kind: 'rsi', parameters: { period: 2.5 } }] },
    'features.0.parameters.period',
  ],
  [
    'a parameter too many',
    { features: [{ name: 'a', kind: 'rsi', parameters: { period: 5, x: 1 } }] },
    'features.0.parameters',
  ],
  [
    'a name that stands twice',
    { features: [draft.features[0], draft.features[0]], normalisation: [] },
    'features.1.name',
  ],
  ['a warm-up shorter than a feature', { anchor: { periodCandles: 32, warmupCandles: 14 } }, 'features.1'],
  [
    'a warm-up longer than the period',
    { anchor: { periodCandles: 32, warmupCandles: 33 } },
    'anchor.warmupCandles',
  ],
  ['a lookback that does not reach the anchor', { lookback: 63 }, 'lookback'],
  ['an unknown interval', { interval: '3h' }, 'interval'],
  ['a version that is none', { version: '1.0' }, 'version'],
  ['an unknown member', { extra: true }, ''],
  ['no feature', { features: [] }, 'features'],
])('refuses %s and names the place', (_, change, path) => {
  expect(() => sealFeatureSchema({ ...draft, ...change })).toThrow(
    expect.objectContaining({ code: 'feature-schema.invalid', path }),
  )
})

it('refuses text that is not JSON', () => {
  expect(() => parseFeatureSchema('{"name":')).toThrow(
    expect.objectContaining({ code: 'feature-schema.invalid' }),
  )
})
