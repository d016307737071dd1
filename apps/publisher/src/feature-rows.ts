import { type FeatureSchema, normaliserFor } from '@noderr/features'

/** A line of raw features turned into what the model takes. */
export interface FeatureRow {
  /** Counted from 1, the header included. */
  readonly line: number
  readonly closeTime: number | undefined
  readonly input: Float32Array
}

/**
 * Reads the lines that {@link featureCsvLines} writes: the schema's features by column name, in any order, raw.
 * Lines whose `ready` is 0 are left out.
 *
 * @throws {@link FeatureRowsError} naming the line.
 */
export function parseFeatureRows(text: string, schema: FeatureSchema): FeatureRow[] {
  const [header = '', ...lines] = text.split(/\r?\n/)
  const columns = header.split(',').map((name) => name.trim())
  const places = schema.features.map(({ name }) => requireColumn(columns, name))
  const ready = columns.indexOf('ready')
  const time = columns.indexOf('close_time')
  const normalise = normaliserFor(schema)
  return lines.flatMap((content, index) => {
    const line = index + 2
    const cells = content.split(',')
    if (content.trim() === '' || cells[ready] === '0') return []
    const values = Float64Array.from(places, (place) => parseNumber(cells[place], line))
    const input = new Float32Array(values.length)
    normalise(values, input)
    return [{ line, closeTime: time === -1 ? undefined : parseNumber(cells[time], line), input }]
  })
}

function requireColumn(columns: readonly string[], name: string): number {
  const place = columns.indexOf(name)
  if (place === -1) throw new FeatureRowsError(1, `there is no column "${name}"`)
  return place
}

function parseNumber(cell: string | undefined, line: number): number {
  const value = cell?.trim() ? Number(cell) : Number.NaN
  if (!Number.isFinite(value)) throw new FeatureRowsError(line, `"${(cell ?? '').slice(0, 40)}" is no number`)
  return value
}

class FeatureRowsError extends Error {
  override readonly name = 'FeatureRowsError'
  readonly code = 'publisher.feature-rows'
  readonly line: number
  readonly fault: string

  constructor(line: number, fault: string) {
    super(`line ${line} of the rows: ${fault}; write them with noderr-model features`)
    this.line = line
    this.fault = fault
  }
}
