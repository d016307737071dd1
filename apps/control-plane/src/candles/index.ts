export { type CandleSpan, getCandles } from './get-candles.ts'
export { recordCandles } from './record-candles.ts'
export type { Series } from './store.ts'
