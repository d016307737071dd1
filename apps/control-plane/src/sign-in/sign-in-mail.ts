import { z } from 'zod'
import { limitAttempts } from '../auth/index.ts'
import { contextFor, type Services } from '../context/index.ts'
import { inTransaction } from '../db/index.ts'
import { type FillPlaceholders, type Mail, queueMail } from '../mail/index.ts'
import { openAuth } from './open-auth.ts'

/** The type of the mail that lets somebody sign in. */
export const SIGN_IN = 'sign_in'

const referenceSchema = z.object({ to: z.string() })

// A person needs one or two; whoever wants to fill a stranger's mailbox is stopped.
const LINKS_PER_ADDRESS = { max: 5, windowMs: 3_600_000 }

/**
 * Queues the mail that lets the owner of an address sign in, whoever they are: nothing is looked up, so nothing of
 * who is known here shows in the answer or in its time. What is kept of the mail holds a placeholder for the link.
 *
 * @throws {@link TooManyAttemptsError}
 */
export async function requestLink(services: Services, email: string): Promise<void> {
  const ctx = contextFor(services, { type: 'anonymous' })
  await limitAttempts(ctx, services.secrets.tokenPepper, `email:${email}`, LINKS_PER_ADDRESS)
  await inTransaction(ctx.db, (tx) => queueMail(tx, signInMail(email)))
}

/** The mail that lets somebody sign in; a placeholder stands in place of the link. */
export function signInMail(to: string): Mail {
  return {
    to,
    type: SIGN_IN,
    letter: {
      subject: 'Your link to sign in to the Noderr network',
      name: undefined,
      why: 'somebody asked to sign in with this address',
      blocks: [
        'somebody, probably you, asked to sign in with this address.',
        { label: 'Sign in', link: { placeholder: 'signInLink' } },
        'The link is good once and for fifteen minutes. If it was not you, do nothing: nobody gets in without this mail.',
      ],
    },
  }
}

/** Fills in the link while the mail is being sent: the token is minted then and is neither kept nor queued. */
export function fillSignIn(services: Services): FillPlaceholders {
  const auth = openAuth(services)
  return async (reference) => {
    const { to: email } = referenceSchema.parse(reference)
    const { promise, resolve } = Promise.withResolvers<string>()
    await auth.api.signInMagicLink({ body: { email, metadata: { take: resolve } }, headers: new Headers() })
    return { signInLink: `${services.config.publicUrl}/login#${await promise}` }
  }
}
