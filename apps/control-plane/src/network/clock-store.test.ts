import { LOCAL_CHAIN_ID, marketTimeAt, REAL_TIME, ReplayClockRefusedError } from '@noderr/protocol'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { bytes32 } from '../../test/network.ts'
import { startTestServices, type TestServices } from '../../test/services.ts'
import { inTransaction } from '../db/index.ts'
import { loadClock, rememberMarketTime, resumeClock } from './clock-store.ts'
import { appendToLog } from './network-log.ts'

let services: TestServices
beforeAll(async () => {
  services = await startTestServices()
})
afterAll(() => services.close())

const HOUR = 3_600_000
const replay = { fromMs: 1_000 * HOUR, speed: 3_600 }
const local = (wallMs: number) => ({ chainId: LOCAL_CHAIN_ID, replay, wallMs })

it('starts where the replay begins, and every process then reads the same clock', async () => {
  const setting = await resumeClock(services.db, local(5_000))
  expect(setting).toEqual({ originWallMs: 5_000, originMarketMs: 1_000 * HOUR, speed: 3_600 })
  expect(await loadClock(services.db, local(9_999))).toEqual(setting)
  expect(marketTimeAt(setting, 6_000)).toBe(1_001 * HOUR)
})

it('resumes where the market was last seen, without a jump over the time it stood still', async () => {
  await inTransaction(services.db, (tx) => rememberMarketTime(tx, 1_007 * HOUR))
  const setting = await resumeClock(services.db, local(500_000_000))
  expect(marketTimeAt(setting, 500_000_000)).toBe(1_007 * HOUR)
})

it('never goes back behind what the log has taken', async () => {
  await inTransaction(services.db, (tx) =>
    appendToLog(tx, [{ kind: 'prediction', hash: bytes32(1) }], 1_009 * HOUR),
  )
  const setting = await resumeClock(services.db, local(600_000_000))
  expect(setting.originMarketMs).toBe(1_009 * HOUR)
})

it('refuses a replay on a real chain, and gives it real time otherwise', async () => {
  await expect(resumeClock(services.db, { chainId: 84_532, replay, wallMs: 1 })).rejects.toThrow(
    ReplayClockRefusedError,
  )
  const real = { chainId: 84_532, replay: undefined, wallMs: 1 }
  await expect(loadClock(services.db, real)).rejects.toThrow(ReplayClockRefusedError)
  expect(await resumeClock(services.db, real)).toEqual(REAL_TIME)
})
