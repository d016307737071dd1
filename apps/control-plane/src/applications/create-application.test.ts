import { afterAll, beforeAll, expect, it } from 'vitest'
import { numberedWallet, type Reviewing, reviewing } from '../../test/reviewing.ts'
import { startTestServices, type TestServices } from '../../test/services.ts'
import { NotAllowedError } from '../auth/index.ts'
import { InvalidInputError } from '../errors/index.ts'
import { createApplication } from './create-application.ts'

let services: TestServices
let test: Reviewing
beforeAll(async () => {
  services = await startTestServices()
  test = reviewing(services)
})
afterAll(() => services.close())

const input = {
  email: 'Ada@Example.org',
  wallet: numberedWallet(1),
  tier: 'validator',
  name: 'Ada',
  reason: 'the form was down',
} as const

it('enters an application by hand with its reason, writes to the applicant and leaves the wallet unproven', async () => {
  const created = await createApplication(test.as('grace', 'reviewer'), input)
  expect(created).toMatchObject({
    status: 'pending',
    source: 'manual',
    sourceReason: 'the form was down',
    email: 'ada@example.org',
    walletProvenAt: undefined,
    clockFrom: new Date(services.clock.now()),
  })
  expect(await test.mails(created.id)).toMatchObject([
    { type: 'application_received', to: 'ada@example.org' },
  ])
  const entry = await services.db
    .selectFrom('audit_log')
    .select(['actor', 'action', 'details'])
    .where('subject', '=', `application:${created.id}`)
    .executeTakeFirstOrThrow()
  expect(entry).toMatchObject({
    actor: 'admin:grace',
    action: 'application.submitted',
    details: { source: 'manual', why: 'the form was down' },
  })
})

it.each([
  ['reason', { reason: ' ' }],
  ['e-mail address', { email: 'nobody' }],
  ['wallet', { wallet: '0x12' }],
  ['tier', { tier: 'emperor' }],
])('refuses an entry without a proper %s', async (_, wrong) => {
  await expect(createApplication(test.as('grace'), { ...input, ...wrong } as typeof input)).rejects.toThrow(
    InvalidInputError,
  )
})

it('refuses an actor without the right to create', async () => {
  for (const ctx of [test.as('eve', 'viewer'), test.as('eve', 'support'), services.as({ type: 'anonymous' })])
    await expect(createApplication(ctx, input)).rejects.toThrow(NotAllowedError)
})
