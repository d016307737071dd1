import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { submitForm } from '../../test/deliveries.ts'
import { startTestServices, type TestServices } from '../../test/services.ts'
import { buildApi } from '../build-api.ts'

let services: TestServices
let app: FastifyInstance
beforeAll(async () => {
  services = await startTestServices()
  app = await buildApi(services)
})
afterAll(async () => {
  await app.close()
  await services.close()
})

it('keeps the preview of a mail from whoever is not signed in as an admin', async () => {
  await submitForm(services)
  const answered = await app.inject({ url: '/api/admin/mails/1/preview' })
  expect(answered.statusCode).toBe(403)
  expect(answered.headers['x-frame-options']).toBe('DENY')
})

it('knows no mail by anything but its number', async () => {
  for (const id of ['0', 'x', '1%27', '9'.repeat(30)])
    expect(
      (await app.inject({ url: `/api/admin/mails/${id}/preview` })).statusCode,
      id,
    ).toBeGreaterThanOrEqual(400)
})
