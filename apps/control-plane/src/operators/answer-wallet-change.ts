import {
  type Bytes32,
  type Signature,
  type WalletChangeView,
  type WalletChange as WalletWord,
  walletChangeDigest,
} from '@noderr/protocol'
import { audit } from '../audit/index.ts'
import { recoverSigner } from '../auth/index.ts'
import type { KeyedContext } from '../credentials/index.ts'
import { inTransaction, type Tx } from '../db/index.ts'
import { endChange } from './cancel-wallet-change.ts'
import { viewOf, type WalletChange } from './change.ts'
import { getOpenChange, WalletChangeUnknownError } from './get-change.ts'
import { findChange, saveStep } from './store.ts'

/** What a wallet said: see `answerWalletChangeBodySchema`. */
export interface WalletAnswer {
  readonly changeId: Bytes32
  readonly answer: WalletWord['answer']
  readonly signature: Signature
}

type AnsweringContext = Pick<KeyedContext, 'db' | 'clock' | 'network' | 'config' | 'actor'>

/** What a change is about, for the wallets that are asked to sign. @throws {@link WalletChangeUnknownError} */
export async function getWalletChange(
  ctx: AnsweringContext,
  { changeId }: { readonly changeId: Bytes32 },
): Promise<WalletChangeView> {
  const change = await findChange(ctx.db, changeId)
  if (!change) throw new WalletChangeUnknownError()
  return viewOf(change, termsOf(ctx))
}

/**
 * Takes the new wallet's word that it takes over, or the former wallet's that it objects, which ends the change.
 *
 * @throws {@link WalletAnswerNotGenuineError}, {@link WalletChangeUnknownError}, {@link WalletChangeOverError}.
 */
export async function answerWalletChange(
  ctx: AnsweringContext,
  { changeId, answer, signature }: WalletAnswer,
): Promise<WalletChangeView> {
  return inTransaction(ctx.db, async (tx) => {
    const change = await getOpenChange(tx, changeId)
    const wallet = answer === 'accept' ? change.newWallet : change.formerWallet
    const word: WalletWord = {
      origin: ctx.config.publicUrl,
      changeId,
      formerWallet: change.formerWallet,
      newWallet: change.newWallet,
      answer,
    }
    const signer = await recoverSigner(walletChangeDigest(ctx.network.domain, word), signature)
    if (signer !== wallet) throw new WalletAnswerNotGenuineError(changeId)
    const asWallet = { ...ctx, actor: { type: 'operator', wallet } as const }
    const answered =
      answer === 'accept'
        ? await accept(tx, asWallet, change)
        : await endChange(tx, asWallet, change, 'the former wallet objected')
    return viewOf(answered, termsOf(ctx))
  })
}

async function accept(
  tx: Tx,
  ctx: Pick<AnsweringContext, 'clock' | 'actor'>,
  change: WalletChange,
): Promise<WalletChange> {
  if (change.acceptedAt) return change
  const acceptedAt = new Date(ctx.clock.now())
  await saveStep(tx, change.changeId, { accepted_at: acceptedAt })
  await audit(tx, ctx, {
    action: 'wallet-change.accepted',
    subject: `application:${change.applicationId}`,
    details: { newWallet: change.newWallet },
  })
  return { ...change, acceptedAt }
}

function termsOf({ config, network }: AnsweringContext) {
  return { origin: config.publicUrl, ...network.domain }
}

export class WalletAnswerNotGenuineError extends Error {
  override readonly name = 'WalletAnswerNotGenuineError'
  readonly kind = 'forbidden'
  readonly code = 'wallet-change.not-genuine'
  readonly changeId: Bytes32

  constructor(changeId: Bytes32) {
    super(
      'the answer is not signed by the right wallet for this page and network: the new wallet accepts, the former one objects',
    )
    this.changeId = changeId
  }
}
