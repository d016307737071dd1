import { type Actor, type AdminRole, describeActor } from '../context/index.ts'

/** What an actor may be asked to be allowed to do, and the roles that may. The command line may do everything. */
const PERMISSIONS = {
  'admins.read': ['viewer', 'reviewer', 'approver', 'support', 'owner'],
  'admins.write': ['owner'],
  'admins.confirm': ['approver', 'owner'],
  'applications.read': ['viewer', 'reviewer', 'approver', 'support', 'owner'],
  'applications.note': ['reviewer', 'approver', 'support', 'owner'],
  'applications.ask': ['reviewer', 'approver', 'owner'],
  'applications.correct': ['reviewer', 'approver', 'owner'],
  'applications.create': ['reviewer', 'approver', 'owner'],
  'applications.decide': ['approver', 'owner'],
  'applications.erase': ['owner'],
  'audit.read': ['viewer', 'reviewer', 'approver', 'support', 'owner'],
  'config.read': ['viewer', 'reviewer', 'approver', 'support', 'owner'],
  'config.write': ['owner'],
  'config.confirm': ['approver', 'owner'],
  'credentials.read': ['viewer', 'reviewer', 'approver', 'support', 'owner'],
  'credentials.invite': ['approver', 'support', 'owner'],
  'credentials.revoke': ['support', 'owner'],
  'mail.read': ['viewer', 'reviewer', 'approver', 'support', 'owner'],
  'mail.send': ['approver', 'support', 'owner'],
  'inbox.read': ['reviewer', 'approver', 'support', 'owner'],
  'inbox.write': ['reviewer', 'approver', 'owner'],
  'credentials.reissue': ['support', 'owner'],
  'credentials.add-node': ['approver', 'support', 'owner'],
  'credentials.extend-grace': ['owner'],
  'credentials.change-wallet': ['approver', 'owner'],
  'models.write': ['owner'],
  'nodes.revoke-key': ['support', 'owner'],
  'nodes.read': ['viewer', 'reviewer', 'approver', 'support', 'owner'],
  'epochs.write': ['owner'],
  'typeform.configure': ['owner'],
} as const satisfies Readonly<Record<string, readonly AdminRole[]>>

export type Permission = keyof typeof PERMISSIONS

/** What a role may do, for a page that shows no more than that. */
export function permissionsOf(role: AdminRole): readonly Permission[] {
  return Object.entries(PERMISSIONS).flatMap(([permission, roles]: [string, readonly AdminRole[]]) =>
    roles.includes(role) ? [permission as Permission] : [],
  )
}

/**
 * The first line of every verb that an admin calls.
 *
 * @throws {@link NotAllowedError} for any actor but the command line and admins of a fitting role.
 */
export function requirePermission({ actor }: { readonly actor: Actor }, permission: Permission): void {
  if (actor.type === 'cli') return
  const roles: readonly AdminRole[] = PERMISSIONS[permission]
  if (actor.type === 'admin' && roles.includes(actor.role)) return
  throw new NotAllowedError(actor, permission)
}

export class NotAllowedError extends Error {
  override readonly name = 'NotAllowedError'
  readonly kind = 'forbidden'
  readonly code = 'auth.not-allowed'
  readonly permission: Permission

  constructor(actor: Actor, permission: Permission) {
    const role = actor.type === 'admin' ? ` (${actor.role})` : ''
    super(`${describeActor(actor)}${role} may not do ${permission}; ask an owner of the network for the role`)
    this.permission = permission
  }
}
