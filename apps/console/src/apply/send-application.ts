import {
  type ApplyAnswers,
  applyAnswersHash,
  applyAnswersSchema,
  applyTypedData,
  signatureSchema,
} from '@noderr/protocol'
import { type ApiOutputs, api } from '../api/client.ts'
import type { ConnectedWallet } from '../wallet/WalletPicker.tsx'
import { signTypedData } from '../wallet/wallets.ts'
import type { FormAnswers } from './form.ts'

/** What the network says of an application that it has taken. */
export type Applied = ApiOutputs['applicant']['submitApplication']

/**
 * Has the wallet sign for the answers and sends both.
 *
 * @throws {@link WalletRefusedError}, and what `applicant.submitApplication` refuses with.
 */
export async function sendApplication(
  form: FormAnswers,
  { wallet, account }: ConnectedWallet,
): Promise<Applied> {
  const answers: ApplyAnswers = applyAnswersSchema.parse({ ...form, wallet: account })
  const challenge = await api.applicant.getApplyChallenge.mutate()
  const typed = applyTypedData(challenge, {
    origin: challenge.origin,
    wallet: account,
    tier: answers.tier,
    answersHash: applyAnswersHash(answers),
    nonce: challenge.nonce,
  })
  const signature = signatureSchema.parse(await signTypedData(wallet, account, typed))
  return api.applicant.submitApplication.mutate({ answers, nonce: challenge.nonce, signature })
}
