import fc from 'fast-check'
import { getAddress } from 'viem'
import { expect, it } from 'vitest'
import {
  addressSchema,
  apiKeySchema,
  type Bytes32,
  bytes32ToDigest,
  type CanonicalValue,
  callRoute,
  canonicalJson,
  digestSchema,
  digestToBytes32,
  EMPTY_LOG_HEAD,
  isAtLeast,
  LOCAL_CHAIN_ID,
  marketTimeAt,
  NotCanonicalError,
  nextLogHead,
  parseTier,
  REAL_TIME,
  ReplayClockRefusedError,
  ROUTES,
  requireClockFor,
  TIER_FACTS,
  TIERS,
  UnknownTierError,
  wallTimeAt,
} from './index.ts'

it('numbers the tiers as each place of the world does', () => {
  expect(TIERS.map((tier) => TIER_FACTS[tier].nodeRegistry)).toEqual([0, 1, 2, 3])
  expect(TIERS.map((tier) => TIER_FACTS[tier].versionBeacon)).toEqual([null, 0, 1, 2])
  expect(TIERS.map((tier) => TIER_FACTS[tier].document)).toEqual([1, 2, 3, 4])
  expect(TIERS.map((tier) => parseTier(` ${TIER_FACTS[tier].env} `))).toEqual(TIERS)
  expect(isAtLeast('oracle', 'guardian')).toBe(true)
  expect(isAtLeast('micro', 'validator')).toBe(false)
})

it.each(['', 'orakel', 'constructor', '__proto__', 'oracle,guardian'])('refuses the tier "%s"', (text) => {
  expect(() => parseTier(text)).toThrow(UnknownTierError)
})

it('checksums an address in one case and refuses a wrong checksum', () => {
  const checksummed = '0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf'
  expect(addressSchema.parse(checksummed.toLowerCase())).toBe(checksummed)
  expect(addressSchema.safeParse(checksummed.replace('E5', 'e5')).success).toBe(false)
  expect(addressSchema.safeParse(checksummed.slice(0, -1)).success).toBe(false)
})

it('checksums every address as viem does', () => {
  const digits = fc
    .uint8Array({ minLength: 20, maxLength: 20 })
    .map((bytes) => Buffer.from(bytes).toString('hex'))
  fc.assert(
    fc.property(digits, (hex) => {
      const address = getAddress(`0x${hex}`)
      expect(addressSchema.parse(`0x${hex}`)).toBe(address)
      expect(addressSchema.parse(address)).toBe(address)
    }),
  )
})

it('parses digests and API keys in their one spelling', () => {
  const digest = digestSchema.parse(`sha256:${'ab'.repeat(32)}`)
  expect(bytes32ToDigest(digestToBytes32(digest))).toBe(digest)
  expect(digestSchema.safeParse(`sha256:${'AB'.repeat(32)}`).success).toBe(false)
  expect(apiKeySchema.safeParse(`noderr_${'0'.repeat(32)}`).success).toBe(true)
  expect(apiKeySchema.safeParse('noderr_').success).toBe(false)
})

it('writes equal values as equal canonical bytes that JSON reads back', () => {
  const value = fc.letrec<{ value: CanonicalValue }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.string({ unit: 'grapheme' }),
      fc.maxSafeInteger().map((n) => (Object.is(n, -0) ? 0 : n)),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('value')),
      fc.dictionary(fc.string({ unit: 'grapheme' }), tie('value')),
    ),
  })).value
  fc.assert(
    fc.property(value, (one) => {
      const text = canonicalJson(one)
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(one)))
      expect(canonicalJson(JSON.parse(text))).toBe(text)
    }),
  )
  expect(canonicalJson({ b: 1, a: [true, 'é'] })).toBe('{"a":[true,"é"],"b":1}')
})

it.each([[0.5], [-0], [Number.NaN], [2 ** 53], ['\ud800'], [new Date(0)], [undefined]])(
  'refuses %s in canonical JSON',
  (one) => {
    expect(() => canonicalJson([one as CanonicalValue])).toThrow(NotCanonicalError)
  },
)

it('maps wall time to market time and back, and never early', () => {
  const setting = fc.record({
    originWallMs: fc.integer({ min: 0, max: 2_000_000_000_000 }),
    originMarketMs: fc.integer({ min: 0, max: 2_000_000_000_000 }),
    speed: fc.integer({ min: 1, max: 36_000 }),
  })
  fc.assert(
    fc.property(setting, fc.integer({ min: 0, max: 10_000_000 }), (clock, later) => {
      const market = clock.originMarketMs + later
      expect(marketTimeAt(clock, wallTimeAt(clock, market))).toBeGreaterThanOrEqual(market)
    }),
  )
})

it('refuses a replay clock on a real chain', () => {
  const replay = { originWallMs: 5, originMarketMs: 1, speed: 3600 }
  expect(requireClockFor(LOCAL_CHAIN_ID, replay)).toBe(replay)
  expect(requireClockFor(84_532, REAL_TIME)).toBe(REAL_TIME)
  expect(() => requireClockFor(84_532, replay)).toThrow(ReplayClockRefusedError)
})

it('makes a log head depend on every entry, its kind and its place', () => {
  const hash = (byte: string) => `0x${byte.repeat(32)}` as Bytes32
  const head = (...entries: [string, string][]) =>
    entries.reduce((last, [kind, byte]) => nextLogHead(last, { kind, hash: hash(byte) }), EMPTY_LOG_HEAD)
  const heads = [
    head(['prediction', '01'], ['prediction', '02']),
    head(['prediction', '02'], ['prediction', '01']),
    head(['prediction', '01'], ['outcome', '02']),
    head(['prediction', '01']),
  ]
  expect(new Set(heads).size).toBe(4)
})

it('calls a route, sends what it declares and types what goes wrong', async () => {
  const asked: { url: string; init: RequestInit }[] = []
  const answering = (status: number, body: string) => async (url: string, init: RequestInit) => {
    asked.push({ url, init })
    return new Response(body, { status, headers: { 'retry-after': '2' } })
  }
  const options = { baseUrl: 'http://here', authorization: 'Session abc' }
  const call = (status: number, body: string) =>
    callRoute(ROUTES.rounds, { query: { after: 5 } }, { ...options, fetch: answering(status, body) })

  expect(await call(200, '{"rounds":[]}')).toEqual({ rounds: [] })
  expect(asked[0]?.url).toBe('http://here/api/rounds?after=5')
  expect(asked[0]?.init.headers).toMatchObject({ authorization: 'Session abc' })
  const problem = { type: 'about:blank', title: 'Gone', status: 409, detail: 'taken', code: 'round.taken' }
  await expect(call(409, JSON.stringify(problem))).rejects.toMatchObject({
    code: 'round.taken',
    retryAfterMs: 2000,
  })
  await expect(call(502, '<html>')).rejects.toMatchObject({ code: 'http', status: 502 })
  await expect(call(200, '{}')).rejects.toMatchObject({ code: 'api.unexpected-answer' })
  const unreachable = async () => Promise.reject(new TypeError('refused'))
  await expect(
    callRoute(ROUTES.network, {}, { baseUrl: 'http://here', fetch: unreachable }),
  ).rejects.toMatchObject({ code: 'api.unreachable' })
})
