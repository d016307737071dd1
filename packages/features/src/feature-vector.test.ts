import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { hashInput } from './feature-vector.ts'

it('hashes the little-endian float32 bytes of the input', () => {
  const bytes = Buffer.alloc(12)
  bytes.writeFloatLE(1.5, 0)
  bytes.writeFloatLE(-0.1, 4)
  bytes.writeFloatLE(0, 8)
  expect(hashInput({ input: Float32Array.of(1.5, -0.1, 0) })).toBe(
    `0x${createHash('sha256').update(bytes).digest('hex')}`,
  )
})

it('tells apart inputs that differ in one bit', () => {
  expect(hashInput({ input: Float32Array.of(0) })).not.toBe(hashInput({ input: Float32Array.of(-0) }))
})
