import { type Candle, INTERVALS, type Interval } from '@noderr/protocol'
import { type CandleRow, InvalidCandleRowError, parseCandleRow } from './candle-row.ts'
import { detectInterval } from './detect-interval.ts'

/** Candles of one symbol as a file holds them: ascending, gaps left as gaps. */
export interface CandleSeries {
  readonly interval: Interval
  readonly candles: readonly Candle[]
}

export interface CandleCsvOptions {
  /** How messages name the text. */
  readonly file: string
  /** For a file that may hold a single candle: skips the detection and refuses what is off this interval's grid. */
  readonly interval?: Interval
  /** {@link MAX_CANDLE_ROWS} unless told otherwise. */
  readonly maxRows?: number
}

/** The first line of every candle file. */
export const CANDLE_CSV_HEADER = 'timestamp_ms,open,high,low,close,volume'

/** More than nine years of one-minute candles. */
export const MAX_CANDLE_ROWS = 5_000_000

const MAX_LAST_LINES = 100

/**
 * Reads candles from the whole text of a CSV file, or from its lines as they come.
 *
 * Wants the header {@link CANDLE_CSV_HEADER}: open time in epoch milliseconds UTC, prices above zero, volume from
 * zero on, oldest first. The interval is the most common step. A byte order mark, CRLF and empty last lines are fine.
 *
 * @throws {@link CandleHeaderError}, {@link InvalidCandleRowError}, {@link CandleOrderError},
 * {@link EmptyCandleFileError}, {@link UnknownIntervalError}, {@link OffGridCandleError} and
 * {@link TooManyCandlesError}; each names the file and, where there is one, the line.
 */
export async function parseCandleCsv(
  text: string | AsyncIterable<string>,
  options: CandleCsvOptions,
): Promise<CandleSeries> {
  const reader = new RowReader(options)
  for await (const line of typeof text === 'string' ? text.split('\n') : text) reader.take(line.trim())
  const rows = reader.finish()
  const interval = options.interval ?? detectInterval(rows, options.file)
  const length = INTERVALS[interval]
  const candles = rows.map((row) => {
    if (row.openTime % length !== 0) throw new OffGridCandleError(options.file, row.openTime, interval)
    return { ...row, closeTime: row.openTime + length }
  })
  return { interval, candles }
}

class RowReader {
  readonly #file: string
  readonly #maxRows: number
  readonly #rows: CandleRow[] = []
  #line = 0
  #emptyLine = 0

  constructor({ file, maxRows }: CandleCsvOptions) {
    this.#file = file
    this.#maxRows = maxRows ?? MAX_CANDLE_ROWS
  }

  take(text: string): void {
    this.#line += 1
    if (this.#line === 1) this.#takeHeader(text)
    else if (text === '') this.#takeEmpty()
    else this.#takeRow(text)
  }

  finish(): readonly CandleRow[] {
    if (this.#rows.length === 0) throw new EmptyCandleFileError(this.#file)
    return this.#rows
  }

  #takeHeader(text: string): void {
    if (text === '') throw new EmptyCandleFileError(this.#file)
    if (text !== CANDLE_CSV_HEADER) throw new CandleHeaderError(this.#file, text)
  }

  /** Empty lines may stand at the end; which they do is known when the next line comes, or a hundred of them. */
  #takeEmpty(): void {
    this.#emptyLine ||= this.#line
    if (this.#line - this.#emptyLine >= MAX_LAST_LINES) throw this.#emptyLineError()
  }

  #takeRow(text: string): void {
    if (this.#emptyLine) throw this.#emptyLineError()
    const row = parseCandleRow(text, this.#file, this.#line)
    const previous = this.#rows.at(-1)
    if (previous && row.openTime <= previous.openTime)
      throw new CandleOrderError(this.#file, this.#line, previous.openTime, row.openTime)
    if (this.#rows.length === this.#maxRows) throw new TooManyCandlesError(this.#file, this.#maxRows)
    this.#rows.push(row)
  }

  #emptyLineError(): InvalidCandleRowError {
    return new InvalidCandleRowError(this.#file, this.#emptyLine, 'the line is empty')
  }
}

export class CandleHeaderError extends Error {
  override readonly name = 'CandleHeaderError'
  readonly code = 'candle-file.header'
  readonly file: string

  constructor(file: string, found: string) {
    super(
      `${file}, line 1: expected "${CANDLE_CSV_HEADER}", found "${found.slice(0, 80)}"; name the columns so`,
    )
    this.file = file
  }
}

export class EmptyCandleFileError extends Error {
  override readonly name = 'EmptyCandleFileError'
  readonly code = 'candle-file.empty'
  readonly file: string

  constructor(file: string) {
    super(`${file} holds no candle; give a file with the line "${CANDLE_CSV_HEADER}" and candles below it`)
    this.file = file
  }
}

export class CandleOrderError extends Error {
  override readonly name = 'CandleOrderError'
  readonly code = 'candle-file.order'
  readonly file: string
  readonly line: number
  readonly previousOpenTime: number
  readonly openTime: number

  constructor(file: string, line: number, previousOpenTime: number, openTime: number) {
    const fault = openTime === previousOpenTime ? 'repeats' : 'comes before'
    super(
      `${file}, line ${line}: timestamp_ms ${openTime} ${fault} the one above (${previousOpenTime}); ` +
        'sort the file by time and keep one line for each candle',
    )
    this.file = file
    this.line = line
    this.previousOpenTime = previousOpenTime
    this.openTime = openTime
  }
}

export class OffGridCandleError extends Error {
  override readonly name = 'OffGridCandleError'
  readonly code = 'candle-file.off-grid'
  readonly file: string
  readonly openTime: number

  constructor(file: string, openTime: number, interval: Interval) {
    super(
      `${file}: the candle at timestamp_ms ${openTime} does not open on the UTC grid of ${interval}; ` +
        'give open times in UTC milliseconds',
    )
    this.file = file
    this.openTime = openTime
  }
}

export class TooManyCandlesError extends Error {
  override readonly name = 'TooManyCandlesError'
  readonly code = 'candle-file.too-many'
  readonly file: string
  readonly maxRows: number

  constructor(file: string, maxRows: number) {
    super(`${file} holds more than ${maxRows} candles; split it or aggregate it to a longer interval`)
    this.file = file
    this.maxRows = maxRows
  }
}
