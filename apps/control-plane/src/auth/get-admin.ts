import type { Db, Tx } from '../db/index.ts'
import type { Admin } from './admin.ts'
import { findAdminByName } from './store.ts'

/** @throws {@link AdminNotFoundError} when no admin has the name, or who had it was removed. */
export async function getAdminByName(db: Db | Tx, name: string): Promise<Admin> {
  const admin = await findAdminByName(db, name)
  if (!admin) throw new AdminNotFoundError(name)
  return admin
}

/** The same, of somebody who may act. @throws {@link AdminNotFoundError}, {@link AdminSuspendedError} */
export async function getActingAdmin(db: Db | Tx, name: string): Promise<Admin> {
  const admin = await getAdminByName(db, name)
  if (admin.isSuspended) throw new AdminSuspendedError(name)
  return admin
}

/** An admin of the name among those who were read already. @throws {@link AdminNotFoundError} */
export function getLiveAdmin(live: readonly Admin[], name: string): Admin {
  const admin = live.find((one) => one.name === name)
  if (!admin) throw new AdminNotFoundError(name)
  return admin
}

export class AdminNotFoundError extends Error {
  override readonly name = 'AdminNotFoundError'
  readonly kind = 'not-found'
  readonly code = 'admin.not-found'
  readonly admin: string

  constructor(admin: string) {
    super(`no admin is named ${admin.slice(0, 40)}, or they were removed; list them with admins list`)
    this.admin = admin
  }
}

export class AdminSuspendedError extends Error {
  override readonly name = 'AdminSuspendedError'
  readonly kind = 'forbidden'
  readonly code = 'admin.suspended'
  readonly admin: string

  constructor(admin: string) {
    super(`${admin} is about to be removed and cannot act; see admins changes, confirm it or drop it`)
    this.admin = admin
  }
}
