export { checkDatabase, DatabaseUnreachableError, type Finding } from './check-database.ts'
