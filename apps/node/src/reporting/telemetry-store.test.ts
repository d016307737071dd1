import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { type Measurement, TelemetryStore } from './telemetry-store.ts'

const ROW: Measurement = { timestamp: 1, input_hash: null, prediction: {}, latency: 1, model_version: null }
const ROW_BYTES = JSON.stringify(ROW).length

function openStore(
  maxBytes = 1_000_000,
  path = join(mkdtempSync(join(tmpdir(), 'noderr-')), 'telemetry.db'),
) {
  return { path, store: new TelemetryStore(path, maxBytes) }
}

it('drops the oldest rows when there is no more room, and counts them', () => {
  const { store } = openStore(5 * ROW_BYTES)
  for (let row = 0; row < 8; row += 1) store.append([ROW])
  expect(store.oldest(100).map(({ sequence }) => sequence)).toEqual([4, 5, 6, 7, 8])
  expect(store).toMatchObject({ depth: 5, dropped: 3 })
  store.close()
})

it('never gives a number twice, over restarts and after all rows have left', () => {
  const first = openStore()
  first.store.append([ROW, ROW])
  first.store.remove([1, 2])
  first.store.close()
  const { store } = openStore(undefined, first.path)
  store.append([ROW])
  expect(store.oldest(1)).toMatchObject([{ sequence: 3 }])
  store.close()
})

it('remembers over a restart how much room is taken', () => {
  const first = openStore()
  first.store.append(Array.from({ length: 5 }, () => ROW))
  first.store.close()
  const { store } = openStore(5 * ROW_BYTES, first.path)
  store.append([ROW])
  expect(store).toMatchObject({ depth: 5, dropped: 1 })
  store.close()
})
