export { type Actor, ADMIN_ROLES, type AdminRole, describeActor } from './actor.ts'
export type { Context, RandomBytes } from './context.ts'
export { contextFor, type ProcessEvent, type Services } from './services.ts'
