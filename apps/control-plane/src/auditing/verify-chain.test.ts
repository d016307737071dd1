import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestServices, type TestServices } from '../../test/services.ts'
import { audit } from '../audit/index.ts'
import { NotAllowedError } from '../auth/index.ts'
import { inTransaction } from '../db/index.ts'
import { verifyChain } from './verify-chain.ts'

let services: TestServices
beforeAll(async () => {
  services = await startTestServices()
})
afterAll(() => services.close())

it('says that the log is whole, and where it ends', async () => {
  const ctx = services.as({ type: 'admin', name: 'vera', role: 'viewer' })
  await inTransaction(services.db, (tx) => audit(tx, ctx, { action: 'test.done', subject: 'thing:1' }))
  expect(await verifyChain(ctx)).toMatchObject({ whole: true, head: { entries: '1' } })
})

it('refuses an actor without the right to read the log', async () => {
  await expect(verifyChain(services.as({ type: 'anonymous' }))).rejects.toThrow(NotAllowedError)
})
