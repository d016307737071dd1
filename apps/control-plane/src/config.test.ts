import { expect, it } from 'vitest'
import { ConfigError, readConfig } from './config.ts'

const realChain = { CHAIN_ID: '84532', NETWORK_ID: `0x${'12'.repeat(32)}` }

it('refuses a deadline beyond a twentieth of the horizon on any chain but the local one', () => {
  expect(() => readConfig({ ...realChain, NODERR_DEADLINE_MS: '180001' })).toThrow(ConfigError)
  expect(readConfig({ ...realChain, NODERR_DEADLINE_MS: '180000' }).rounds[0]?.deadlineMs).toBe(180_000)
  expect(readConfig({ NODERR_DEADLINE_MS: '1800000' }).rounds[0]?.deadlineMs).toBe(1_800_000)
})

it('gives a replay 450 ms of the wall for a prediction, at most half a horizon', () => {
  const deadline = (NODERR_SPEED: string) =>
    readConfig({ NODERR_CANDLES: 'candles.csv', NODERR_SPEED }).rounds[0]?.deadlineMs
  expect(deadline('3600')).toBe(1_620_000)
  expect(deadline('100000')).toBe(1_800_000)
  expect(deadline('1')).toBe(5_000)
})

it('takes deliveries of any form, and a Typeform without TLS, on the local chain alone', () => {
  const TYPEFORM_WEBHOOK_SECRET = 'secret'
  expect(readConfig({ TYPEFORM_WEBHOOK_SECRET }).typeform.formIds).toEqual([])
  expect(() => readConfig({ ...realChain, TYPEFORM_WEBHOOK_SECRET })).toThrow(ConfigError)
  const named = readConfig({ ...realChain, TYPEFORM_WEBHOOK_SECRET, TYPEFORM_FORM_IDS: 'a,b' })
  expect(named.typeform.formIds).toEqual(['a', 'b'])
  expect(() => readConfig({ ...realChain, TYPEFORM_API_URL: 'http://127.0.0.1:1' })).toThrow(ConfigError)
})
