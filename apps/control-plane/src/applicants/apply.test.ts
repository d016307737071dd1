import { type Bytes32, NO_ADDRESS, type Signature } from '@noderr/protocol'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { applyAnswers, applyAs, person, signedApplication } from '../../test/applicant.ts'
import { answer, COMPLETE, submitForm } from '../../test/deliveries.ts'
import { testAccount } from '../../test/operator.ts'
import { startTestServices, type TestServices } from '../../test/services.ts'
import { approveApplication, rejectApplication } from '../applications/index.ts'
import { CONFIRMATIONS } from '../applications/may-confirm.ts'
import { TooManyAttemptsError } from '../auth/index.ts'
import type { Actor } from '../context/index.ts'
import { InvalidInputError } from '../errors/index.ts'
import { ApplicationNotGenuineError, apply } from './apply.ts'
import {
  ChallengeExpiredError,
  ChallengeSpentError,
  ChallengeUnknownError,
  mintChallenge,
} from './challenge.ts'
import { LIMITS } from './limit.ts'
import { CooldownError, OpenApplicationError, WalletIsOperatorError } from './reapply.ts'
import { withdrawMyApplication } from './withdraw-my-application.ts'

let services: TestServices
beforeAll(async () => {
  services = await startTestServices()
})
afterAll(() => services.close())

const DAY_MS = 86_400_000
const approver: Actor = { type: 'admin', name: 'ada', role: 'approver' }
const anyone: Actor = { type: 'anonymous' }
let addresses = 0
const elsewhere = () => {
  addresses += 1
  return `2001:db8:${addresses.toString(16)}::1`
}

const applyWith = (request: unknown) => apply({ ...services, actor: anyone }, request, elsewhere())
const rowOf = (publicId: string) =>
  services.db
    .selectFrom('operator_applications')
    .selectAll()
    .where('public_id', '=', publicId)
    .executeTakeFirstOrThrow()
const applyBy = (name: string, change = {}) => applyAs(services, name, change, anyone, elsewhere())

async function reject(publicId: string) {
  const { id } = await rowOf(publicId)
  await rejectApplication(services.as(approver), { applicationId: id, reason: 'too few cores' })
}

it('takes an application that its wallet signed, under the digest that was signed, with audit and mail', async () => {
  const account = testAccount('genuine')
  const answers = applyAnswers(account.address, { rpcEndpoint: 'https://rpc.example.org' })
  const signed = await signedApplication(account, answers, mintChallenge(services, 'apply'))
  const { publicId } = await applyWith(signed)
  const row = await rowOf(publicId)
  expect(row).toMatchObject({
    source: 'apply',
    status: 'pending',
    wallet_address: account.address,
    wallet_proven_at: new Date(services.clock.now()),
    rpc_endpoint: 'https://rpc.example.org',
  })
  const { answersHash } = { answersHash: row.digest.replace('sha256:', '0x') as Bytes32 }
  const again = await signedApplication(account, answers, mintChallenge(services, 'apply'), { answersHash })
  const same = await signedApplication(account, answers, {
    ...mintChallenge(services, 'apply'),
    nonce: again.nonce,
  })
  expect(again.signature).toBe(same.signature)
  const audited = await services.db
    .selectFrom('audit_log')
    .select(['actor', 'action', 'details'])
    .where('subject', '=', `application:${row.id}`)
    .execute()
  expect(audited).toEqual([
    {
      actor: 'person:by-signature',
      action: 'application.submitted',
      details: { source: 'apply', digest: row.digest, status: 'pending' },
    },
  ])
  expect(JSON.stringify(audited)).not.toContain(account.address)
  const mails = await services.db
    .selectFrom('operator_notifications')
    .select('notification_type')
    .where('application_id', '=', row.id)
    .execute()
  expect(mails).toEqual([{ notification_type: 'application_received' }])
})

it.each(['origin', 'wallet', 'tier', 'answersHash', 'nonce', 'chainId', 'networkId'] as const)(
  'refuses a signature over another %s',
  async (field) => {
    const account = testAccount(`wrong ${field}`)
    const answers = applyAnswers(account.address)
    const challenge = mintChallenge(services, 'apply')
    const other = {
      origin: 'https://evil.example',
      wallet: NO_ADDRESS,
      tier: 'oracle',
      answersHash: `0x${'ab'.repeat(32)}`,
      nonce: mintChallenge(services, 'apply').nonce,
      chainId: 1,
      networkId: `0x${'cd'.repeat(32)}`,
    }[field]
    const isDomain = field === 'chainId' || field === 'networkId'
    const signed = await signedApplication(
      account,
      answers,
      isDomain ? { ...challenge, [field]: other } : challenge,
      isDomain ? {} : { [field]: other },
    )
    await expect(applyWith({ ...signed, nonce: challenge.nonce })).rejects.toThrow(ApplicationNotGenuineError)
  },
)

it('refuses answers that were changed after the signature, and those of another wallet', async () => {
  const account = testAccount('changed')
  const challenge = mintChallenge(services, 'apply')
  const signed = await signedApplication(account, applyAnswers(account.address), challenge)
  const changed = { ...signed, answers: { ...signed.answers, email: 'eve@example.org' } }
  await expect(applyWith(changed)).rejects.toThrow(ApplicationNotGenuineError)
  const stolen = { ...signed, answers: applyAnswers(testAccount('victim').address) }
  await expect(applyWith(stolen)).rejects.toThrow(ApplicationNotGenuineError)
})

it('takes a nonce once, within ten minutes, and only one of its own for this purpose', async () => {
  const account = testAccount('nonce')
  const answers = applyAnswers(account.address)
  const challenge = mintChallenge(services, 'apply')
  const signed = await signedApplication(account, answers, challenge)
  const { publicId } = await applyWith(signed)
  await expect(applyWith(signed)).rejects.toThrow(ChallengeSpentError)
  await withdrawMyApplication(services.as(person({ wallet: 'nonce' })), { publicId })
  await expect(applyWith(signed)).rejects.toThrow(ChallengeSpentError)

  const forErasure = await signedApplication(account, answers, mintChallenge(services, 'erase'))
  await expect(applyWith(forErasure)).rejects.toThrow(ChallengeUnknownError)
  const madeUp = { ...challenge, nonce: `0x${'ff'.repeat(32)}` as Bytes32 }
  await expect(applyWith(await signedApplication(account, answers, madeUp))).rejects.toThrow(
    ChallengeUnknownError,
  )
  const late = await signedApplication(account, answers, mintChallenge(services, 'apply'))
  services.clock.advance(600_000)
  await expect(applyWith(late)).rejects.toThrow(ChallengeExpiredError)
})

it('refuses incomplete answers and names the fields', async () => {
  const account = testAccount('incomplete')
  const signed = await signedApplication(
    account,
    applyAnswers(account.address),
    mintChallenge(services, 'apply'),
  )
  const broken = { ...signed, answers: { ...signed.answers, rpcEndpoint: 'http://plain.example', name: '' } }
  await expect(applyWith(broken)).rejects.toThrow(InvalidInputError)
  await expect(applyWith(broken)).rejects.toThrow(/https:/)
  await expect(applyWith({ ...signed, signature: '0x12' as Signature })).rejects.toThrow(InvalidInputError)
})

it('lets a wallet have one open application, names it, and takes a new one after a withdrawal', async () => {
  const first = await applyBy('twice')
  await expect(applyBy('twice')).rejects.toMatchObject({
    code: 'applicant.open-application',
    publicId: first.publicId,
  })
  const both = await Promise.allSettled([applyBy('at once'), applyBy('at once')])
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  await withdrawMyApplication(services.as(person({ wallet: 'twice' })), { publicId: first.publicId })
  expect((await applyBy('twice')).publicId).not.toBe(first.publicId)
})

it('has a rejected wallet wait for the cooldown and says until when', async () => {
  const { publicId } = await applyBy('patient')
  await reject(publicId)
  const until = new Date(services.clock.now() + 90 * DAY_MS)
  await expect(applyBy('patient')).rejects.toMatchObject({ code: 'applicant.cooldown', reapplyAt: until })
  await expect(applyBy('patient')).rejects.toThrow(CooldownError)
  await expect(applyBy('patient')).rejects.toThrow(until.toISOString().slice(0, 10))
  services.clock.advance(90 * DAY_MS)
  await applyBy('patient')
})

it("is not held back by what strangers wrote about the wallet, and is by the same applicant's form", async () => {
  const { address } = testAccount('named by others')
  const form = (email: string) =>
    submitForm(services, [
      ...COMPLETE.slice(3),
      answer('email', 'email', email),
      answer('wallet_address', 'text', address),
    ])
  const foreign = await form('eve@example.org')
  await rejectApplication(services.as(approver), { applicationId: foreign?.id ?? 0, reason: 'no' })
  await form('eve@example.org')
  const own = await form('owner@example.org')
  await expect(applyBy('named by others', { email: 'owner@example.org' })).rejects.toThrow(
    OpenApplicationError,
  )
  await rejectApplication(services.as(approver), { applicationId: own?.id ?? 0, reason: 'no' })
  await expect(applyBy('named by others', { email: 'owner@example.org' })).rejects.toThrow(CooldownError)
  await applyBy('named by others', { email: 'fresh@example.org' })
})

it("refuses an operator's wallet", async () => {
  const { publicId } = await applyBy('operator')
  const { id } = await rowOf(publicId)
  await approveApplication(services.as(approver), { applicationId: id }, async () => {})
  await expect(applyBy('operator')).rejects.toThrow(WalletIsOperatorError)
})

it('slows down one address and one wallet, and never says how often a mail address was named', async () => {
  const from = (address: string) => applyAs(services, 'fleet of one more', {}, anyone, address)
  for (let index = 0; index < LIMITS.applyFromAddress.max; index += 1)
    await applyAs(services, `fleet ${index}`, { email: 'mass@example.org' }, anyone, '198.51.100.7')
  await expect(from('198.51.100.7')).rejects.toThrow(TooManyAttemptsError)
  const mails = await services.db
    .selectFrom('operator_notifications')
    .select('id')
    .where('operator_email', '=', 'mass@example.org')
    .execute()
  expect(mails).toHaveLength(CONFIRMATIONS.max)

  for (let index = 0; index < LIMITS.applyByWallet.max; index += 1) {
    const { publicId } = await applyBy('restless')
    await withdrawMyApplication(services.as(person({ wallet: 'restless' })), { publicId })
  }
  await expect(applyBy('restless')).rejects.toThrow(TooManyAttemptsError)
  services.clock.advance(DAY_MS)
  await applyBy('restless')
})

it("writes an application that an admin sent as its wallet's and not as the admin's", async () => {
  const { publicId } = await applyAs(services, 'admin of the house', {}, approver, elsewhere())
  const { id } = await rowOf(publicId)
  const audited = await services.db
    .selectFrom('audit_log')
    .select('actor')
    .where('subject', '=', `application:${id}`)
    .executeTakeFirst()
  expect(audited?.actor).toBe('person:by-signature')
})
