import { expect, it } from 'vitest'
import { verdictOf } from './score-verdict.ts'

const score = {
  nodeId: '0x01',
  kind: 'direction',
  rounds: 198,
  meanScore: 159_684_168,
  climatology: 159_853_335,
  persistence: null,
  crowd: null,
  gainInterval: [-1_754_401, 1_416_065],
} as const

it('sees no skill in an interval that includes zero, and says that of direction this was to be expected', () => {
  const { says, text } = verdictOf(score)
  expect(says).toBe('nothing')
  expect(text).toBe(
    'No skill to see: the 95 % interval −0.0088 … +0.0071 includes zero. The next direction can hardly be known.',
  )
})

it('sees no skill in an interval that begins at zero', () => {
  expect(verdictOf({ ...score, gainInterval: [0, 1_000] }).says).toBe('nothing')
})

it('calls better only what leaves zero out', () => {
  expect(verdictOf({ ...score, kind: 'regime', gainInterval: [33_108_835, 45_145_564] })).toEqual({
    says: 'better',
    text: 'Better than climatology: 95 % interval +0.1655 … +0.2257.',
  })
})

it('does not hide that persistence alone would have scored higher', () => {
  const better = { ...score, kind: 'regime', gainInterval: [1_000_000, 2_000_000] } as const
  expect(verdictOf({ ...better, persistence: score.meanScore + 1 }).text).toContain(
    'Persistence alone scores higher.',
  )
  expect(verdictOf({ ...better, persistence: score.meanScore }).text).not.toContain('Persistence')
})

it('says worse as plainly', () => {
  expect(verdictOf({ ...score, gainInterval: [-2_000_000, -1_000_000] }).says).toBe('worse')
})

it('says nothing without an interval', () => {
  expect(verdictOf({ ...score, gainInterval: null }).text).toContain('nothing can be said yet')
})
