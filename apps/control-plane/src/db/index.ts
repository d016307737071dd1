export { type Db, inTransaction, isReachable, isUniqueViolation, openDatabase, type Tx } from './database.ts'
export { MigrationChangedError, MigrationFailedError, migrate } from './migrate.ts'
