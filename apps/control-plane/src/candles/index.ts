export { getCandles } from './get-candles.ts'
export { recordCandles } from './record-candles.ts'
