export * from './apportion.ts'
export * from './crowd.ts'
export * from './score.ts'
export * from './score-round.ts'
