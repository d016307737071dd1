import { type Address, addressSchema } from '@noderr/protocol'
import { z } from 'zod'
import { ADMIN_ROLES, type AdminRole } from '../context/index.ts'

/** Somebody who runs the network. Removed ones stay, so that the audit log can be read a year later. */
export interface Admin {
  readonly id: number
  readonly name: string
  readonly role: AdminRole
  /** Lower case; whoever opens a link that was mailed there signs in as this admin. */
  readonly email: string | undefined
  /** EIP-55; whoever signs with it signs in as this admin. */
  readonly wallet: Address | undefined
  /** The person who signs in as this admin; undefined before the first time. */
  readonly userId: string | undefined
  /** Cannot sign in or act: the removal waits for a second person. */
  readonly isSuspended: boolean
  readonly createdAt: Date
  readonly createdBy: string
}

export const adminNameSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,39}$/, 'up to 40 of a-z 0-9 . _ -, a letter or digit first')
export const adminRoleSchema = z.enum(ADMIN_ROLES)
export const adminEmailSchema = z.email().max(254).toLowerCase()
export const adminWalletSchema = addressSchema

/** The roles that approve and reject applications. */
export const APPROVING_ROLES = ['approver', 'owner'] as const satisfies readonly AdminRole[]

/**
 * Somebody must be left who can let others in.
 *
 * @throws {@link LastOwnerError}
 */
export function requireAnotherOwner(admin: Admin, live: readonly Admin[]): void {
  if (admin.role !== 'owner') return
  const isOther = ({ id, role, isSuspended }: Admin) => role === 'owner' && !isSuspended && id !== admin.id
  if (!live.some(isOther)) throw new LastOwnerError(admin.name)
}

export class LastOwnerError extends Error {
  override readonly name = 'LastOwnerError'
  readonly kind = 'conflict'
  readonly code = 'admin.last-owner'
  readonly admin: string

  constructor(admin: string) {
    super(`${admin} is the last owner; make another admin an owner first`)
    this.admin = admin
  }
}
