export { addAdmin, addAdminSchema, ensureAdmin, ensureOwner } from './add-admin.ts'
export { type Admin, APPROVING_ROLES } from './admin.ts'
export type { AdminChange, AdminOutcome } from './admin-change.ts'
export { confirmAdminChange, decideAdminChangeSchema, dropAdminChange } from './decide-admin-change.ts'
export { forgetUser } from './forget-user.ts'
export { getActingAdmin } from './get-admin.ts'
export { type Limit, limitAttempts, TooManyAttemptsError } from './limit-attempts.ts'
export { listAdminChanges } from './list-admin-changes.ts'
export { listAdmins } from './list-admins.ts'
export { mintLoginToken } from './login-link.ts'
export { NotAllowedError, permissionsOf, requirePermission } from './permissions.ts'
export { recoverSigner } from './recover-signer.ts'
export { removeAdmin, removeAdminSchema } from './remove-admin.ts'
export { revokeAdminSessions, revokeAdminSessionsSchema } from './revoke-admin-sessions.ts'
export type { SignedIn } from './session.ts'
export { readSessionToken, removalOfSessionCookie, sessionCookieName } from './session-cookie.ts'
export { deleteExpired, deleteSessions, findSignedIn, type Session, selectSessions } from './session-store.ts'
export { setAdminRole, setAdminRoleSchema } from './set-admin-role.ts'
export {
  countApprovers,
  findAdminByName,
  insertUser,
  linkAdminToUser,
  lockAdminOf,
  takeLoginLink,
} from './store.ts'
export { subscriberOf } from './subscriber-of.ts'
export { equalInConstantTime, keyedHash, mintToken } from './token.ts'
export { requireOwnOrigin, whoAsks, whoIsSignedIn } from './who-asks.ts'
