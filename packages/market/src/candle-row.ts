/** One line of a candle file: a candle whose close time is not known yet. */
export interface CandleRow {
  readonly openTime: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
}

const COLUMNS = ['timestamp_ms', 'open', 'high', 'low', 'close', 'volume'] as const
const DECIMAL = /^\d{1,20}(\.\d{1,20})?([eE][+-]?\d{1,2})?$/
const MAX_LINE_LENGTH = 256
/** 9999-12-31; a time beyond it is in the wrong unit. */
const LAST_OPEN_TIME = 253_402_214_400_000

/**
 * Reads one data line.
 *
 * @param file - How messages name the file.
 * @param line - Counted from 1, the header included.
 * @throws {@link InvalidCandleRowError} for a wrong number of columns, anything but plain decimal numbers, a price of
 * zero, and prices outside high and low.
 */
export function parseCandleRow(text: string, file: string, line: number): CandleRow {
  const refuse = (fault: string) => new InvalidCandleRowError(file, line, fault)
  if (text.length > MAX_LINE_LENGTH) throw refuse(`the line is longer than ${MAX_LINE_LENGTH} characters`)
  const fields = text.split(',').map((field) => field.trim())
  if (fields.length !== COLUMNS.length) throw refuse(`it has ${fields.length} columns, not ${COLUMNS.length}`)
  const [openTime, open, high, low, close, volume] = fields.map((field, index) => {
    if (!DECIMAL.test(field)) throw refuse(`${COLUMNS[index]} is no number: "${field.slice(0, 40)}"`)
    return Number(field)
  }) as [number, number, number, number, number, number]
  if (!Number.isSafeInteger(openTime) || openTime > LAST_OPEN_TIME)
    throw refuse(`timestamp_ms is no time in epoch milliseconds: "${fields[0]}"`)
  if (high < low) throw refuse(`high ${high} is below low ${low}`)
  if (low <= 0) throw refuse(`low is ${low}, a price must be above zero`)
  for (const [name, price] of [['open', open] as const, ['close', close] as const]) {
    if (price < low || price > high) throw refuse(`${name} ${price} is outside low ${low} and high ${high}`)
  }
  return { openTime, open, high, low, close, volume }
}

export class InvalidCandleRowError extends Error {
  override readonly name = 'InvalidCandleRowError'
  readonly code = 'candle-file.invalid-row'
  readonly file: string
  readonly line: number

  constructor(file: string, line: number, fault: string) {
    super(`${file}, line ${line}: ${fault}; correct the line, or delete it to leave a gap`)
    this.file = file
    this.line = line
  }
}
