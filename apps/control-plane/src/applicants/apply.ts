import {
  type ApplyAnswers,
  applyAnswersHash,
  applyAnswersSchema,
  applyDigest,
  bytes32Schema,
  signatureSchema,
} from '@noderr/protocol'
import { z } from 'zod'
import {
  type Application,
  addBusinessMs,
  businessDays,
  mayConfirm,
  submitApplication,
} from '../applications/index.ts'
import { recoverSigner, subscriberOf } from '../auth/index.ts'
import type { Actor } from '../context/index.ts'
import type { KeyedContext } from '../credentials/index.ts'
import { inTransaction, type Tx } from '../db/index.ts'
import { parseInput } from '../errors/index.ts'
import { spendChallenge } from './challenge.ts'
import { requireRoom } from './limit.ts'
import { type Former, requireFree } from './reapply.ts'
import { deleteDraft, lockWallet, readWaits } from './store.ts'

export const applyInputSchema = z.object({
  answers: applyAnswersSchema,
  nonce: bytes32Schema,
  signature: signatureSchema,
})

/** What the applicant gets to hold on to. */
export interface Applied {
  readonly publicId: string
  readonly submittedAt: Date
  readonly answerBy: Date
}

/** The applicant in the audit log, who need not be signed in and whose wallet must not stand there. */
const BY_SIGNATURE = 'by-signature'

/**
 * Takes an application from our own form: the wallet signs for the answers, this origin, this network and a number
 * that is good once, so that nobody applies with another's wallet, twice, or with other words.
 *
 * @param address - Where the request comes from; only a keyed hash of it is kept.
 * @throws {@link TooManyAttemptsError}, {@link InvalidInputError}, {@link ApplicationNotGenuineError},
 * {@link ChallengeUnknownError}, {@link ChallengeExpiredError}, {@link ChallengeSpentError},
 * {@link OpenApplicationError}, {@link WalletIsOperatorError}, {@link CooldownError}.
 */
export async function apply(ctx: KeyedContext, input: unknown, address: string): Promise<Applied> {
  await requireRoom(ctx, 'applyFromAddress', subscriberOf(address))
  const { answers, nonce, signature } = parseInput(applyInputSchema, input)
  await verifyProof(ctx, { answers, nonce, signature })
  const now = new Date(ctx.clock.now())
  return inTransaction(ctx.db, async (tx) => {
    await spendChallenge(tx, ctx, 'apply', nonce)
    const former: Former[] = await lockWallet(tx, answers.wallet)
    const { answerDays, cooldownDays } = await readWaits(tx)
    requireFree(former, answers.email, cooldownDays, now)
    await requireRoom({ ...ctx, db: tx }, 'applyByWallet', answers.wallet)
    if (ctx.actor.type === 'person') await deleteDraft(tx, ctx.actor.userId)
    const { publicId } = await submit(tx, ctx, answers, now)
    return { publicId, submittedAt: now, answerBy: addBusinessMs(now, businessDays(answerDays)) }
  })
}

async function submit(
  tx: Tx,
  ctx: KeyedContext,
  answers: ApplyAnswers,
  now: Date,
): Promise<Pick<Application, 'publicId'>> {
  const { actor } = ctx
  const userId = actor.type === 'person' ? actor.userId : BY_SIGNATURE
  const applicant: Actor = { type: 'person', userId, email: undefined, wallet: answers.wallet }
  const { rpcEndpoint, ...rest } = answers
  return submitApplication(
    tx,
    { ...ctx, actor: applicant },
    {
      answers: { ...rest, rpcEndpoint, other: {} },
      origin: { source: 'apply', walletProvenAt: now },
      mayConfirm: (email) => mayConfirm(tx, ctx, email),
    },
  )
}

async function verifyProof(
  { config, network }: KeyedContext,
  { answers, nonce, signature }: z.infer<typeof applyInputSchema>,
): Promise<void> {
  const { wallet, tier } = answers
  const proof = { origin: config.publicUrl, wallet, tier, answersHash: applyAnswersHash(answers), nonce }
  const signer = await recoverSigner(applyDigest(network.domain, proof), signature)
  if (signer !== wallet) throw new ApplicationNotGenuineError()
}

export class ApplicationNotGenuineError extends Error {
  override readonly name = 'ApplicationNotGenuineError'
  readonly kind = 'forbidden'
  readonly code = 'applicant.not-genuine'

  constructor() {
    super(
      'the signature is not by this wallet over these answers, this page and this network; choose the wallet and sign again',
    )
  }
}
