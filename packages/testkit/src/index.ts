export { type CaughtMail, type MailCatcher, type Refusal, startMailCatcher } from './mail-catcher.ts'
export { ManualClock } from './manual-clock.ts'
export { seededBytes, seededRandom } from './seeded-random.ts'
export { createTestDatabase, type TestDatabase } from './test-database.ts'
