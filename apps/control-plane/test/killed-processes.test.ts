import { createTestDatabase } from '@noderr/testkit'
import { expect, it, vi } from 'vitest'
import { migrate } from '../src/db/index.ts'
import { killProcesses } from './killed-processes.ts'

// Ten kills of whole processes on a machine that may be busy; `npm run prove:kill` kills two hundred.
vi.setConfig({ testTimeout: 300_000 })
const KILLS = 10

it('loses and doubles nothing while real processes are killed', async ({ annotate }) => {
  const database = await createTestDatabase('control_plane', async (url) => void (await migrate(url)))
  try {
    const tally = await killProcesses(database.url, KILLS, 1)
    await annotate(JSON.stringify(tally))
    expect(tally.broken).toEqual([])
    expect(tally.kills.api + tally.kills.worker).toBe(KILLS)
    expect(tally.onboarded).toBeGreaterThan(0)
  } finally {
    await database.drop()
  }
})
