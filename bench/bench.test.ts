import { expect, it } from 'vitest'
import { benchmark as applicationsList } from './applications-list.bench.ts'
import type { Figures } from './benchmark.ts'
import { benchmark as features } from './features.bench.ts'
import { benchmark as keyVerification } from './key-verification.bench.ts'
import { benchmark as leafHash } from './leaf-hash.bench.ts'
import { benchmark as nodeMemory } from './node-memory.bench.ts'
import { benchmark as nodeTick } from './node-tick.bench.ts'

const tiny: Readonly<Record<string, () => Promise<Figures>>> = {
  [applicationsList.name]: () => applicationsList.run({ applications: 200, runs: 1 }),
  [leafHash.name]: () => leafHash.run({ rounds: 1 }),
  [keyVerification.name]: () => keyVerification.run({ runs: 1, checks: 100, hashes: 1 }),
  [features.name]: () => features.run({ runs: 1, warmUp: 600, candles: 60 }),
  [nodeTick.name]: () => nodeTick.run({ runs: 1, warmUp: 5, ticks: 5 }),
  [nodeMemory.name]: () => nodeMemory.run({ ticks: 40, minutes: 1 }),
}

const TIMEOUT_MS = 120_000

it.each(Object.keys(tiny))(
  'measures %s, at a size that proves nothing but that it runs',
  async (name) => {
    const figures = Object.entries((await tiny[name]?.()) ?? {})
    expect(figures).not.toEqual([])
    expect(figures.filter(([, value]) => !Number.isFinite(value))).toEqual([])
  },
  TIMEOUT_MS,
)
