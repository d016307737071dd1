import { z } from 'zod'
import { keyedHash, mintToken } from '../auth/index.ts'
import { contextFor, type Services } from '../context/index.ts'
import type { KeyedContext } from '../credentials/index.ts'
import { inTransaction } from '../db/index.ts'
import { type FillPlaceholders, type Mail, queueMail } from '../mail/index.ts'
import { requireRoom } from './limit.ts'
import { requirePerson } from './person.ts'
import { insertErasureLink } from './store.ts'

/** The type of the mail by which a person confirms to be forgotten. */
export const ERASURE = 'erasure_confirmation'

const LINK_LIFE_MS = 3_600_000
const referenceSchema = z.object({ to: z.string() })

/**
 * Mails a link by which whoever is signed in confirms to be forgotten. What is kept of the mail holds a placeholder.
 *
 * @throws {@link SignInNeededError}, {@link NoProvenAddressError}, {@link TooManyAttemptsError}.
 */
export async function requestErasure(ctx: KeyedContext): Promise<void> {
  const { email } = requirePerson(ctx)
  if (!email) throw new NoProvenAddressError()
  await requireRoom(ctx, 'erasureMail', email)
  await inTransaction(ctx.db, (tx) => queueMail(tx, erasureMail(email)))
}

/** The mail by which a person confirms to be forgotten; a placeholder stands in place of the link. */
export function erasureMail(to: string): Mail {
  return {
    to,
    type: ERASURE,
    letter: {
      subject: 'Confirm that the Noderr network forgets you',
      name: undefined,
      why: 'somebody who is signed in with this address asked for it',
      blocks: [
        'somebody who is signed in with this address asked us to erase everything that we keep about it.',
        { label: 'Go on to erase', link: { placeholder: 'erasureLink' } },
        'The link is good once and for an hour, where you are signed in. What is erased cannot be brought back. If it was not you, do nothing, and sign out everywhere.',
      ],
    },
  }
}

/** Fills in the link while the mail is being sent; of its token only a keyed hash is kept. */
export function fillErasure(services: Services): FillPlaceholders {
  return async (reference) => {
    const { to: email } = referenceSchema.parse(reference)
    const ctx = contextFor(services, { type: 'system', job: 'mail.send' })
    const token = mintToken(ctx.randomBytes)
    await inTransaction(ctx.db, (tx) =>
      insertErasureLink(tx, {
        tokenHash: keyedHash(services.secrets.tokenPepper, token),
        email,
        expiresAt: new Date(ctx.clock.now() + LINK_LIFE_MS),
      }),
    )
    return { erasureLink: `${services.config.publicUrl}/my-applications#erase=${token}` }
  }
}

export class NoProvenAddressError extends Error {
  override readonly name = 'NoProvenAddressError'
  readonly kind = 'conflict'
  readonly code = 'applicant.no-proven-address'

  constructor() {
    super('no mail address was proven by your sign-in; confirm with your wallet instead')
  }
}
