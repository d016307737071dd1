import { afterAll, beforeAll, expect, it } from 'vitest'
import { answer, COMPLETE, submitForm, WALLET } from '../../test/deliveries.ts'
import { startTestServices, type TestServices } from '../../test/services.ts'
import { listApplications } from './list-applications.ts'

let services: TestServices
beforeAll(async () => {
  services = await startTestServices()
})
afterAll(() => services.close())

const form = (email: string, wallet: string) => [
  ...COMPLETE.filter(({ field }) => !/email|wallet/.test(JSON.stringify(field))),
  answer('email', 'email', email),
  answer('wallet_address', 'text', wallet),
]

it('counts shared wallets, shared mailboxes and throw-away addresses in the list', async () => {
  const other = '0x000000000000000000000000000000000000dEaD'
  for (const [email, wallet] of [
    ['ada@example.org', WALLET],
    ['Ada+noderr@example.org', WALLET.toLowerCase()],
    ['grace@mailinator.com', other],
  ] as const)
    await submitForm(services, form(email, wallet))
  const ctx = services.as({ type: 'admin', name: 'vera', role: 'viewer' })
  const { applications } = await listApplications(ctx, { sort: 'submitted', direction: 'asc' })
  expect(applications.map(({ email, signals }) => [email, signals])).toEqual([
    ['ada@example.org', 2],
    ['ada+noderr@example.org', 2],
    ['grace@mailinator.com', 1],
  ])
})
