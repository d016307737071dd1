export { type Db, inTransaction, isReachable, isUniqueViolation, openDatabase, type Tx } from './database.ts'
export { EXPOSED } from './exposed.ts'
export { migrate, readMigrations } from './migrate.ts'
export { readSetting } from './read-setting.ts'
