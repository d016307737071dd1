import { permissionsOf, type SignedIn } from '../auth/index.ts'

/** Whoever is signed in, as the console shows them. */
export interface SessionView {
  readonly kind: 'admin' | 'person'
  /** An admin's name; of anybody else the address or the wallet that they proved. */
  readonly name: string
  readonly role: string | null
  readonly email: string | null
  readonly wallet: string | null
  readonly permissions: readonly string[]
}

export function toSessionView({ actor, email, wallet }: SignedIn): SessionView {
  const proven = { email: email ?? null, wallet: wallet ?? null }
  if (actor.type === 'admin') {
    const { name, role } = actor
    return { kind: 'admin', name, role, ...proven, permissions: permissionsOf(role) }
  }
  return { kind: 'person', name: email ?? wallet ?? 'visitor', role: null, ...proven, permissions: [] }
}
