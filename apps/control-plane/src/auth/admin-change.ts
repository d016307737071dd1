import type { Address } from '@noderr/protocol'
import type { AdminRole } from '../context/index.ts'
import { type Admin, APPROVING_ROLES } from './admin.ts'
import { AdminExistsError } from './store.ts'

/** Another role of an admin, the first one or none any more, as somebody wants it. */
export interface WantedAdminChange {
  readonly admin: string
  /** Undefined for somebody who is to be added. */
  readonly before: AdminRole | undefined
  /** Undefined for somebody who is to be removed. */
  readonly after: AdminRole | undefined
  readonly email?: string | undefined
  readonly wallet?: Address | undefined
}

/** A change that somebody has put forward and nobody has confirmed or dropped yet. */
export interface AdminChange extends WantedAdminChange {
  readonly id: number
  readonly proposedBy: string
  readonly proposedAt: Date
}

/** What became of a wish: done, or waiting for a second person. */
export type AdminOutcome =
  | { readonly state: 'applied'; readonly admin: Admin }
  | { readonly state: 'proposed'; readonly change: AdminChange }

/**
 * Whether a change moves who approves in a network of two or more who do. Suspended ones are among them: nobody gets
 * rid of the rule by suspending the others.
 */
export function takesTwoPeople({ before, after }: WantedAdminChange, live: readonly Admin[]): boolean {
  return (approves(before) || approves(after)) && live.filter(({ role }) => approves(role)).length >= 2
}

function approves(role: AdminRole | undefined): boolean {
  return APPROVING_ROLES.some((one) => one === role)
}

/** @throws {@link AdminExistsError} when a live admin has the name, the e-mail address or the wallet. */
export function requireNew({ admin, email, wallet }: WantedAdminChange, live: readonly Admin[]): void {
  if (live.some(({ name }) => name === admin)) throw new AdminExistsError(admin, 'name')
  if (email && live.some((one) => one.email === email)) throw new AdminExistsError(admin, 'e-mail address')
  if (wallet && live.some((one) => one.wallet === wallet)) throw new AdminExistsError(admin, 'wallet')
}

/** @throws {@link SecondAdminNeededError} when whoever confirms is who proposed. */
export function requireOtherAdmin({ id, proposedBy }: AdminChange, person: string): void {
  if (proposedBy === person) throw new SecondAdminNeededError(id, person)
}

export class SecondAdminNeededError extends Error {
  override readonly name = 'SecondAdminNeededError'
  readonly kind = 'conflict'
  readonly code = 'admin.second-person-needed'

  constructor(id: number, person: string) {
    super(`${person} proposed change ${id}; another approver or owner has to confirm it`)
  }
}
