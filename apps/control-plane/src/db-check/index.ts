export { checkDatabase, type Finding } from './check-database.ts'
