export { enqueueDueRounds, scoreJobs } from './jobs.ts'
export { scoreRound } from './score-round.ts'
