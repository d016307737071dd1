import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Reviewing, reviewing } from '../../test/reviewing.ts'
import { startTestServices, type TestServices } from '../../test/services.ts'
import { getApplication } from '../applications/index.ts'
import { NotAllowedError } from '../auth/index.ts'
import { createCredential } from '../credentials/index.ts'
import { InvalidInputError } from '../errors/index.ts'
import { approveApplications, rejectApplications } from './decide-applications.ts'

let services: TestServices
let test: Reviewing
beforeAll(async () => {
  services = await startTestServices()
  test = reviewing(services)
})
afterAll(() => services.close())

it('decides each of many by itself, and says of each what became of it', async () => {
  const [good, incomplete, old] = [
    await test.submit(),
    await test.submit({ wallet: undefined }),
    await test.submit(),
  ]
  const chosen = [good, incomplete, { id: 4_711, version: 1 }].map(({ id, version }) => ({
    applicationId: id,
    version,
  }))
  const outcomes = await approveApplications(
    test.as('ada'),
    { applications: [...chosen, { applicationId: old.id, version: old.version + 1 }] },
    createCredential,
  )
  expect(outcomes).toMatchObject([
    { applicationId: good.id, decided: { status: 'approved' } },
    { applicationId: incomplete.id, refused: { code: 'application.incomplete' } },
    { applicationId: 4_711, refused: { code: 'application.not-found' } },
    { applicationId: old.id, refused: { code: 'application.changed' } },
  ])
  expect(await test.audited(good.id)).toEqual([{ actor: 'admin:ada', action: 'application.approved' }])
  expect((await getApplication(services.db, old.id)).status).toBe('pending')
})

it('rejects many for one reason', async () => {
  const many = [await test.submit(), await test.submit()]
  const outcomes = await rejectApplications(test.as('ada'), {
    applications: many.map(({ id }) => ({ applicationId: id })),
    reasonCode: 'hardware',
    reason: 'too small',
  })
  expect(outcomes).toMatchObject(
    many.map(({ id }) => ({ applicationId: id, decided: { status: 'rejected' } })),
  )
  for (const { id } of many) expect((await test.mails(id)).at(-1)?.body).toContain('too small')
})

it('takes at most 200 at once', async () => {
  const applications = Array.from({ length: 201 }, (_, index) => ({ applicationId: index + 1 }))
  await expect(approveApplications(test.as('ada'), { applications }, createCredential)).rejects.toThrow(
    InvalidInputError,
  )
})

it('refuses an actor without the right to decide', async () => {
  const { id } = await test.submit()
  const applications = [{ applicationId: id }]
  const ctx = test.as('eve', 'reviewer')
  await expect(approveApplications(ctx, { applications }, createCredential)).rejects.toThrow(NotAllowedError)
  await expect(rejectApplications(ctx, { applications, reason: 'x' })).rejects.toThrow(NotAllowedError)
  expect(await test.audited(id)).toEqual([])
})
