import { expect, it } from 'vitest'
import { ConfigError, readConfig } from './config.ts'

const realChain = { CHAIN_ID: '84532', NETWORK_ID: `0x${'12'.repeat(32)}` }

it('refuses a deadline beyond a twentieth of the horizon on any chain but the local one', () => {
  expect(() => readConfig({ ...realChain, NODERR_DEADLINE_MS: '180001' })).toThrow(ConfigError)
  expect(readConfig({ ...realChain, NODERR_DEADLINE_MS: '180000' }).rounds[0]?.deadlineMs).toBe(180_000)
  expect(readConfig({ NODERR_DEADLINE_MS: '1800000' }).rounds[0]?.deadlineMs).toBe(1_800_000)
})
