import type { Address } from '@noderr/protocol'

/** The roles of the admins, least first; what each may do stands in `auth/permissions.ts`. */
export const ADMIN_ROLES = ['viewer', 'reviewer', 'approver', 'support', 'owner'] as const
export type AdminRole = (typeof ADMIN_ROLES)[number]

/** Who does something. Every verb is told, and the audit log keeps it. */
export type Actor =
  | { readonly type: 'anonymous' }
  | { readonly type: 'admin'; readonly name: string; readonly role: AdminRole }
  /** Whoever holds the database's address may do everything; `user` is the account on that machine. */
  | { readonly type: 'cli'; readonly user: string }
  /** Somebody who is signed in and no admin: what was proven of them, an address of each kind or none. */
  | {
      readonly type: 'person'
      readonly userId: string
      /** Lower case; its owner has opened a mailed link. */
      readonly email: string | undefined
      /** EIP-55; it has signed in. */
      readonly wallet: Address | undefined
    }
  | { readonly type: 'operator'; readonly wallet: string }
  | { readonly type: 'node'; readonly nodeId: string }
  | { readonly type: 'publisher' }
  | { readonly type: 'webhook'; readonly source: 'typeform' }
  | { readonly type: 'system'; readonly job: string }

/** One line for the audit log: `admin:ada`, `cli:root`, `node:0x…`. */
export function describeActor(actor: Actor): string {
  switch (actor.type) {
    case 'anonymous':
    case 'publisher':
      return actor.type
    case 'admin':
      return `admin:${actor.name}`
    case 'cli':
      return `cli:${actor.user}`
    case 'person':
      return `person:${actor.userId}`
    case 'operator':
      return `operator:${actor.wallet}`
    case 'node':
      return `node:${actor.nodeId}`
    case 'webhook':
      return `webhook:${actor.source}`
    case 'system':
      return `system:${actor.job}`
  }
}
