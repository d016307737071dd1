export { type Db, inTransaction, isReachable, isUniqueViolation, openDatabase, type Tx } from './database.ts'
export { migrate } from './migrate.ts'
