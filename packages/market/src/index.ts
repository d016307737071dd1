export {
  type Aggregation,
  aggregateCandles,
  CannotAggregateError,
  type IncompleteGroup,
} from './aggregate-candles.ts'
export {
  CANDLE_CSV_HEADER,
  type CandleCsvOptions,
  CandleHeaderError,
  CandleOrderError,
  type CandleSeries,
  EmptyCandleFileError,
  MAX_CANDLE_ROWS,
  OffGridCandleError,
  parseCandleCsv,
  TooManyCandlesError,
} from './candle-csv.ts'
export { readCandleFile, UnreadableCandleFileError } from './candle-file.ts'
export { InvalidCandleRowError } from './candle-row.ts'
export type { CandleSource } from './candle-source.ts'
export { UnknownIntervalError } from './detect-interval.ts'
export { type CandleGap, findGaps } from './find-gaps.ts'
export { type CandleVerdict, judgeCandle } from './judge-candle.ts'
export { type ReplaySettings, ReplaySource, type Sleep } from './replay-source.ts'
