import {
  type ApplyAnswers,
  applyAnswersHash,
  applyAnswersSchema,
  applyTypedData,
  type Signature,
} from '@noderr/protocol'
import type { PrivateKeyAccount } from 'viem/accounts'
import { type Applied, apply } from '../src/applicants/apply.ts'
import { type Challenge, mintChallenge } from '../src/applicants/challenge.ts'
import type { Actor } from '../src/context/index.ts'
import { testAccount } from './operator.ts'
import type { TestServices } from './services.ts'

/** A complete set of answers to our own form; a test changes what it is about. */
export function applyAnswers(wallet: string, change: Partial<Record<keyof ApplyAnswers, unknown>> = {}) {
  return applyAnswersSchema.parse({
    email: 'grace@example.org',
    name: 'Grace',
    wallet,
    tier: 'validator',
    operatingSystem: 'Linux',
    experience: 'ten years of servers',
    infrastructure: 'a rack with two lines out',
    motivation: 'to see how right I am',
    stakeAmount: '25000',
    ...change,
  })
}

/** The answers with a wallet's signature over them. */
export async function signedApplication(
  account: PrivateKeyAccount,
  answers: ApplyAnswers,
  challenge: Challenge,
  change: Partial<Parameters<typeof applyTypedData>[1]> = {},
) {
  const { origin, nonce } = challenge
  const { wallet, tier } = answers
  const proof = { origin, wallet, tier, answersHash: applyAnswersHash(answers), nonce, ...change }
  const typed = applyTypedData(challenge, proof) as Parameters<typeof account.signTypedData>[0]
  return { answers, nonce, signature: (await account.signTypedData(typed)) as Signature }
}

/** Applies through the verb of our own form. */
export async function applyAs(
  services: TestServices,
  name: string,
  change: Partial<Record<keyof ApplyAnswers, unknown>> = {},
  actor: Actor = { type: 'anonymous' },
  address = '192.0.2.1',
): Promise<Applied> {
  const account = testAccount(name)
  const answers = applyAnswers(account.address, change)
  const signed = await signedApplication(account, answers, mintChallenge(services, 'apply'))
  return apply({ ...services, actor }, signed, address)
}

/** Somebody who is signed in. */
export function person(
  proven: { readonly wallet?: string; readonly email?: string },
  userId = 'user-1',
): Extract<Actor, { type: 'person' }> {
  const wallet = proven.wallet === undefined ? undefined : testAccount(proven.wallet).address
  return { type: 'person', userId, email: proven.email, wallet }
}
