import type { Address } from '@noderr/protocol'
import type { Actor } from '../context/index.ts'

/** Somebody who is signed in, and what was proven of them. */
export type Person = Extract<Actor, { type: 'person' }>

/** What makes an application somebody's: its wallet has signed in, or a mail to its address was opened. */
export interface Proven {
  readonly wallet: Address | undefined
  /** Lower case. */
  readonly email: string | undefined
}

/**
 * The first line of every verb about one's own things.
 *
 * @throws {@link SignInNeededError} for visitors and for admins, who see applications on their own pages.
 */
export function requirePerson({ actor }: { readonly actor: Actor }): Person {
  if (actor.type !== 'person') throw new SignInNeededError()
  return actor
}

export class SignInNeededError extends Error {
  override readonly name = 'SignInNeededError'
  readonly kind = 'unauthenticated'
  readonly code = 'applicant.sign-in-needed'

  constructor() {
    super('sign in with the wallet of your application or by a link to its mail address first')
  }
}
