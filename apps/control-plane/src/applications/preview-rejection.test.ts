import { afterAll, beforeAll, expect, it } from 'vitest'
import { submitForm } from '../../test/deliveries.ts'
import { startTestServices, type TestServices } from '../../test/services.ts'
import { NotAllowedError } from '../auth/index.ts'
import { previewRejection } from './preview-rejection.ts'

let services: TestServices
beforeAll(async () => {
  services = await startTestServices()
})
afterAll(() => services.close())

it('shows the mail that a rejection would send, and sends none', async () => {
  const application = await submitForm(services)
  const applicationId = application?.id ?? 0
  const before = await countMails()
  const ctx = services.as({ type: 'admin', name: 'ada', role: 'approver' })
  const { text } = await previewRejection(ctx, { applicationId, reason: 'Too few cores.' })
  expect(text).toContain('Hello Ada,')
  expect(text).toContain('> Too few cores.')
  expect(await countMails()).toBe(before)
})

it('refuses an actor who may not decide', async () => {
  const ctx = services.as({ type: 'admin', name: 'vera', role: 'viewer' })
  await expect(previewRejection(ctx, { applicationId: 1, reason: 'no' })).rejects.toThrow(NotAllowedError)
})

async function countMails(): Promise<number> {
  return (await services.db.selectFrom('operator_notifications').select('id').execute()).length
}
