import { afterAll, beforeAll, expect, it } from 'vitest'
import { numberedWallet, type Reviewing, reviewing } from '../../test/reviewing.ts'
import { startTestServices, type TestServices } from '../../test/services.ts'
import { NotAllowedError } from '../auth/index.ts'
import { InvalidInputError } from '../errors/index.ts'
import { AlreadyDecidedError } from './application.ts'
import { correctApplication, NothingToCorrectError, WalletGivenError } from './correct-application.ts'
import { rejectApplication } from './reject-application.ts'

let services: TestServices
let test: Reviewing
beforeAll(async () => {
  services = await startTestServices()
  test = reviewing(services)
})
afterAll(() => services.close())

it('changes any answer, and keeps before, after and why beside who and when', async () => {
  const { id, digest } = await test.submit()
  const answers = {
    email: 'Ada@Example.org',
    name: 'Ada',
    tier: 'oracle',
    operatingSystem: 'Debian 13',
    rpcEndpoint: 'https://rpc.example.org',
    experience: 'much',
    infrastructure: 'two racks',
    motivation: 'curiosity',
    stakeAmount: '150000',
  } as const
  const corrected = await correctApplication(test.as('grace', 'reviewer'), {
    applicationId: id,
    ...answers,
    reason: 'by mail',
  })
  expect(corrected).toMatchObject({ ...answers, email: 'ada@example.org', status: 'pending' })
  const [kept] = await services.db
    .selectFrom('application_corrections')
    .selectAll()
    .where('application_id', '=', id)
    .execute()
  expect(kept).toMatchObject({
    corrected_by: 'admin:grace',
    corrected_at: new Date(services.clock.now()),
    why: 'by mail',
    from_digest: digest,
    to_digest: corrected.digest,
    before: { name: expect.stringMatching(/^Person/), tier: 'validator', motivation: null },
    after: { email: 'ada@example.org', name: 'Ada', tier: 'oracle' },
  })
})

it('puts into the audit log what changed, but of a person only digests', async () => {
  const { id, digest } = await test.submit({ email: 'canary@example.org', name: 'Canary' })
  const corrected = await correctApplication(test.as('grace'), {
    applicationId: id,
    email: 'canary2@example.org',
    name: 'Canary the second',
    tier: 'micro',
    reason: 'by mail',
  })
  expect(await test.audited(id)).toEqual([{ actor: 'admin:grace', action: 'application.corrected' }])
  expect(await test.lastDetails(id)).toEqual({
    from: digest,
    to: corrected.digest,
    fields: ['email', 'name', 'tier'],
    before: { tier: 'validator' },
    after: { tier: 'micro' },
    why: 'by mail',
  })
})

it('takes a wallet only where there is none, and ends the attention that it needed', async () => {
  const given = await test.submit()
  const wallet = numberedWallet(4_711)
  const ctx = test.as('grace')
  await expect(correctApplication(ctx, { applicationId: given.id, wallet, reason: 'x' })).rejects.toThrow(
    WalletGivenError,
  )
  const missing = await test.submit({ wallet: undefined })
  expect(missing).toMatchObject({ status: 'needs_attention', attention: ['wallet'] })
  expect(await correctApplication(ctx, { applicationId: missing.id, wallet, reason: 'x' })).toMatchObject({
    status: 'pending',
    attention: [],
    wallet,
    walletProvenAt: undefined,
  })
})

it('refuses nonsense, what changes nothing, and what is decided', async () => {
  const { id, name } = await test.submit()
  const ctx = test.as('grace')
  for (const wrong of [{ email: 'no address' }, { rpcEndpoint: 'http://insecure.example.org' }, { name: '' }])
    await expect(correctApplication(ctx, { applicationId: id, ...wrong, reason: 'x' })).rejects.toThrow(
      InvalidInputError,
    )
  await expect(correctApplication(ctx, { applicationId: id, name, reason: 'x' })).rejects.toThrow(
    NothingToCorrectError,
  )
  await rejectApplication(ctx, { applicationId: id, reason: 'no' })
  await expect(correctApplication(ctx, { applicationId: id, name: 'Eve', reason: 'x' })).rejects.toThrow(
    AlreadyDecidedError,
  )
})

it('refuses an actor without the right to correct', async () => {
  const { id } = await test.submit()
  for (const ctx of [test.as('eve', 'viewer'), test.as('eve', 'support'), services.as({ type: 'anonymous' })])
    await expect(correctApplication(ctx, { applicationId: id, name: 'Eve', reason: 'x' })).rejects.toThrow(
      NotAllowedError,
    )
  expect(await test.audited(id)).toEqual([])
})
