export { listRounds } from './list-rounds.ts'
export { publishRound } from './publish-round.ts'
export { kindOfTier, nextCloseTime } from './round.ts'
export { predictionRoutes } from './routes.ts'
export {
  type HeldPrediction,
  listDueRounds,
  listPredictions,
  lockUnsettledRound,
  markSettled,
} from './store.ts'
export { type Submitter, submitPredictions } from './submit-predictions.ts'
export { HISTORY_CANDLES, TermsBook } from './terms-book.ts'
