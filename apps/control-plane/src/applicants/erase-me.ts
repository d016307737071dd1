import { type Address, bytes32Schema, eraseDigest, signatureSchema } from '@noderr/protocol'
import { z } from 'zod'
import { audit } from '../audit/index.ts'
import { forgetUser, keyedHash, recoverSigner } from '../auth/index.ts'
import type { KeyedContext } from '../credentials/index.ts'
import { inTransaction, type Tx } from '../db/index.ts'
import { parseInput } from '../errors/index.ts'
import { eraseMailsTo } from '../mail/index.ts'
import { spendChallenge } from './challenge.ts'
import { eraseIn } from './erase-application.ts'
import { type Person, requirePerson } from './person.ts'
import { deleteDraft, deleteErasureLinks, findOwnApplications, takeErasureLink } from './store.ts'

/** A fresh proof that it is the person who asks, not somebody before a screen that was left open. */
export const eraseMeSchema = z.union([
  z.object({ nonce: bytes32Schema, signature: signatureSchema }),
  z.object({ token: z.string().regex(/^[0-9a-f]{64}$/) }),
])

/**
 * Forgets whoever is signed in: every application of theirs, the draft, the mails, the sign-in itself. All or nothing.
 *
 * @throws {@link SignInNeededError}, {@link InvalidInputError}, {@link ErasureNotConfirmedError},
 * {@link ChallengeUnknownError}, {@link ChallengeExpiredError}, {@link ChallengeSpentError},
 * {@link LiveCredentialError}.
 */
export async function eraseMe(ctx: KeyedContext, input: unknown): Promise<{ readonly applications: number }> {
  const person = requirePerson(ctx)
  const proof = parseInput(eraseMeSchema, input)
  const now = new Date(ctx.clock.now())
  return inTransaction(ctx.db, async (tx) => {
    const byWallet = 'signature' in proof
    if (byWallet) await verifySignature(tx, ctx, person.wallet, proof)
    else await spendLink(tx, ctx, person.email, proof.token, now)
    await forgetAccount(tx, person, now)
    const applications = await eraseOwn(tx, ctx, person, byWallet)
    await audit(tx, ctx, {
      action: 'person.erased',
      subject: `person:${person.userId}`,
      details: { applications, confirmedBy: byWallet ? 'wallet' : 'mail' },
    })
    return { applications: applications.length }
  })
}

/** Page after page: an application that was erased is nobody's any more. @returns Which they were. */
async function eraseOwn(tx: Tx, ctx: KeyedContext, person: Person, byWallet: boolean): Promise<number[]> {
  const erased: number[] = []
  for (;;) {
    const own = await findOwnApplications(tx, person)
    for (const { id } of own) await eraseIn(tx, ctx, id, { why: 'the person asked for it', byWallet })
    if (own.length === 0) return erased
    erased.push(...own.map(({ id }) => id))
  }
}

async function forgetAccount(tx: Tx, { userId, email }: Person, now: Date): Promise<void> {
  await deleteDraft(tx, userId)
  if (email) {
    await deleteErasureLinks(tx, email)
    await eraseMailsTo(tx, email, now)
  }
  await forgetUser(tx, userId)
}

async function verifySignature(
  tx: Tx,
  ctx: KeyedContext,
  wallet: Address | undefined,
  { nonce, signature }: Extract<z.infer<typeof eraseMeSchema>, { signature: unknown }>,
): Promise<void> {
  if (!wallet) throw new ErasureNotConfirmedError()
  const erase = { origin: ctx.config.publicUrl, wallet, nonce }
  const signer = await recoverSigner(eraseDigest(ctx.network.domain, erase), signature)
  if (signer !== wallet) throw new ErasureNotConfirmedError()
  await spendChallenge(tx, ctx, 'erase', nonce)
}

async function spendLink(
  tx: Tx,
  { secrets }: KeyedContext,
  email: string | undefined,
  token: string,
  now: Date,
): Promise<void> {
  const isTaken = email && (await takeErasureLink(tx, keyedHash(secrets.tokenPepper, token), email, now))
  if (!isTaken) throw new ErasureNotConfirmedError()
}

export class ErasureNotConfirmedError extends Error {
  override readonly name = 'ErasureNotConfirmedError'
  readonly kind = 'forbidden'
  readonly code = 'applicant.erasure-not-confirmed'

  constructor() {
    super(
      'this was not confirmed by the wallet or the mail address that is signed in here; ask for a new signature or link',
    )
  }
}
