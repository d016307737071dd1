import { fromFloat32Bits, type GoldenRows, toFloat32Bits } from '@noderr/releases'
import type { ModelSession } from './model-session.ts'

/**
 * Runs a release's golden rows and insists on the very bits that its publisher got: the proof that this machine
 * computes what every other machine computes.
 *
 * @throws {@link GoldenMismatchError} at the first output that differs in a single bit.
 */
export async function proveGoldenRows(session: ModelSession, golden: GoldenRows): Promise<void> {
  for (const [row, { input, outputs: expected }] of golden.rows.entries()) {
    const outputs = await session.run(fromFloat32Bits(input))
    for (const name of new Set([...Object.keys(expected), ...Object.keys(outputs)])) {
      const bits = outputs[name] && toFloat32Bits(outputs[name])
      if (bits?.join() !== expected[name]?.join()) throw new GoldenMismatchError(row, name)
    }
  }
}

export class GoldenMismatchError extends Error {
  override readonly name = 'GoldenMismatchError'
  readonly code = 'inference.golden-mismatch'
  readonly row: number
  readonly output: string

  constructor(row: number, output: string) {
    super(
      `golden row ${row} gives other bits in output "${output}" here than at its publisher; do not use the release`,
    )
    this.row = row
    this.output = output
  }
}
