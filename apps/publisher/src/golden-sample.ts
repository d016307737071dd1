import { createHash } from 'node:crypto'
import { ModelSession, type ModelSignature } from '@noderr/inference'
import { digestOf, type GoldenRows, toFloat32Bits } from '@noderr/releases'

const ROWS = 16
const UNIFORMS = 12
const UINT16_RANGE = 65_536

/**
 * Draws sixteen rows of normalised inputs from the model's own digest, and records what the model gives for each, one
 * row at a run, as nodes run it. The same model gives the same rows on every machine.
 */
export async function recordGoldenRows(model: Uint8Array, signature: ModelSignature): Promise<GoldenRows> {
  const session = await ModelSession.load(model, signature)
  try {
    const seed = digestOf(model)
    const width = Number(signature.inputs[0]?.shape.at(-1))
    const rows: GoldenRows['rows'] = []
    for (let row = 0; row < ROWS; row += 1) {
      const input = drawRow(seed, row, width)
      const outputs = Object.entries(await session.run(input))
      rows.push({
        input: toFloat32Bits(input),
        outputs: Object.fromEntries(outputs.map(([name, values]) => [name, toFloat32Bits(values)])),
      })
    }
    return { schemaVersion: 1, seed, rows }
  } finally {
    await session.release()
  }
}

/** Nearly normal: twelve uniforms less six, in integers and one division, so that no machine's mathematics enters. */
function drawRow(seed: string, row: number, width: number): Float32Array {
  return Float32Array.from({ length: width }, (_, column) => {
    const bytes = createHash('sha256').update(`${seed} ${row} ${column}`).digest()
    let sum = 0
    for (let index = 0; index < UNIFORMS; index += 1) sum += bytes.readUInt16LE(2 * index)
    return sum / UINT16_RANGE - UNIFORMS / 2
  })
}
