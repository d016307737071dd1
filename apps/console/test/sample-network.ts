import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { NetworkLive } from '../src/network/live/network-live.ts'

/** A local network of three nodes after some 300 rounds, recorded: see fixtures/SOURCES.md. */
export function sampleNetwork(): NetworkLive {
  return JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures/network-live.json'), 'utf8'))
}
