import { type Address, addressSchema } from '@noderr/protocol'
import type { Actor, AdminRole } from '../context/index.ts'

/** Whoever is signed in: by which session, as which person, and what that makes of them now. */
export interface SignedIn {
  readonly sessionId: string
  readonly userId: string
  readonly actor: Extract<Actor, { type: 'admin' | 'person' }>
  /** Lower case; proven, or an admin's as an owner wrote it. */
  readonly email: string | undefined
  readonly wallet: Address | undefined
}

/** A session's row together with its person, their wallet and the admin whom they sign in as. */
export interface SessionRow {
  readonly id: string
  readonly user_id: string
  readonly email: string
  readonly email_verified: boolean
  readonly wallet: string | null
  readonly admin: string | null
  readonly admin_role: string | null
  readonly admin_email: string | null
  readonly admin_wallet: string | null
}

/** The role is the admin's of this moment: a session carries none. */
export function toSignedIn(row: SessionRow): SignedIn {
  const own = { sessionId: row.id, userId: row.user_id }
  if (row.admin !== null) {
    const actor = { type: 'admin', name: row.admin, role: row.admin_role as AdminRole } as const
    return { ...own, actor, email: row.admin_email ?? undefined, wallet: toAddress(row.admin_wallet) }
  }
  const email = row.email_verified ? row.email : undefined
  const wallet = toAddress(row.wallet)
  return { ...own, actor: { type: 'person', userId: row.user_id, email, wallet }, email, wallet }
}

function toAddress(text: string | null): Address | undefined {
  return text === null ? undefined : addressSchema.parse(text)
}
