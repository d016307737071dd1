export { enqueueDueRounds, scoreJobs } from './jobs.ts'
export { type ScoredRound, scoreRound } from './score-round.ts'
