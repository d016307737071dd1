export { listRounds } from './list-rounds.ts'
export { publishRound, type RoundToPublish } from './publish-round.ts'
export { kindOfTier, nextCloseTime } from './round.ts'
export { predictionRoutes } from './routes.ts'
export {
  type HeldPrediction,
  listDueRounds,
  listPredictions,
  lockUnsettledRound,
  markSettled,
} from './store.ts'
export { type Submitted, type Submitter, submitPredictions } from './submit-predictions.ts'
export { HISTORY_CANDLES, TermsBook } from './terms-book.ts'
