import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Reviewing, reviewing } from '../../test/reviewing.ts'
import { startTestServices, type TestServices } from '../../test/services.ts'
import { NotAllowedError } from '../auth/index.ts'
import { answerInformation, NothingAskedError } from './answer-information.ts'
import { AlreadyDecidedError, NotApplicantError } from './application.ts'
import { rejectApplication } from './reject-application.ts'
import { NoAddressError, requestInformation, StillWaitingError } from './request-information.ts'
import { getApplication } from './store.ts'
import { withdrawApplication } from './withdraw-application.ts'

const DAY_MS = 86_400_000

let services: TestServices
let test: Reviewing
beforeAll(async () => {
  // A Thursday.
  services = await startTestServices({}, Date.parse('2026-01-01T09:00:00Z'))
  test = reviewing(services)
})
afterAll(() => services.close())

const ask = (applicationId: number, question = 'Which disk?') =>
  requestInformation(test.as('grace', 'reviewer'), { applicationId, question })
const applicant = (email: string | undefined) =>
  services.as({ type: 'person', userId: 'u1', email, wallet: undefined })

it('mails the question, waits without another status, and takes the answer of the applicant', async () => {
  const { id, email, clockFrom } = await test.submit()
  services.clock.advance(DAY_MS)
  const waiting = await ask(id, 'Which disk? {{claimLink}}')
  expect(waiting).toMatchObject({ status: 'pending', waitingSince: new Date(services.clock.now()) })
  expect((await test.mails(id)).at(-1)).toMatchObject({
    type: 'application_information_requested',
    to: email,
    body: expect.stringContaining('> Which disk? { {claimLink}}'),
  })
  services.clock.advance(4 * DAY_MS)
  const answered = await answerInformation(applicant(email), { applicationId: id, answer: 'An NVMe' })
  // From Friday to Tuesday the applicant took two business days.
  expect(answered).toMatchObject({
    waitingSince: undefined,
    clockFrom: new Date(clockFrom.getTime() + 4 * DAY_MS),
  })
  const [kept] = await services.db
    .selectFrom('application_questions')
    .selectAll()
    .where('application_id', '=', id)
    .execute()
  expect(kept).toMatchObject({ asked_by: 'admin:grace', answer: 'An NVMe', answered_by: 'person:u1' })
  expect(await test.audited(id)).toEqual([
    { actor: 'admin:grace', action: 'application.information-requested' },
    { actor: 'person:u1', action: 'application.information-answered' },
  ])
  const log = await services.db.selectFrom('audit_log').select('details').execute()
  expect(JSON.stringify(log)).not.toMatch(/NVMe|disk/)
})

it('takes the answer from an admin, too, and asks one question at a time', async () => {
  const { id } = await test.submit()
  await ask(id)
  await expect(ask(id)).rejects.toThrow(StillWaitingError)
  await answerInformation(test.as('grace'), { applicationId: id, answer: 'by telephone' })
  await expect(answerInformation(test.as('grace'), { applicationId: id, answer: 'more' })).rejects.toThrow(
    NothingAskedError,
  )
  await ask(id)
})

it('waits no more once it is decided or withdrawn', async () => {
  const { id, email } = await test.submit()
  await ask(id)
  const rejected = await rejectApplication(test.as('ada'), {
    applicationId: id,
    reasonCode: 'no-answer',
    reason: 'we asked',
  })
  expect(rejected.waitingSince).toBeUndefined()
  await expect(answerInformation(applicant(email), { applicationId: id, answer: 'late' })).rejects.toThrow(
    AlreadyDecidedError,
  )
})

it('cannot ask where there is no address', async () => {
  const { id } = await test.submit({ email: undefined })
  await expect(ask(id)).rejects.toThrow(NoAddressError)
})

it('withdraws for the applicant by a verified e-mail address or the wallet, and for nobody else', async () => {
  const { id, email, wallet } = await test.submit()
  const strangers = [
    services.as({ type: 'person', userId: 'u2', email: 'eve@example.org', wallet: undefined }),
    services.as({ type: 'person', userId: 'u2', email: undefined, wallet: undefined }),
  ]
  for (const stranger of strangers) {
    await expect(withdrawApplication(stranger, { applicationId: id })).rejects.toThrow(NotApplicantError)
    await expect(answerInformation(stranger, { applicationId: id, answer: 'x' })).rejects.toThrow(
      NotApplicantError,
    )
  }
  const owner = services.as({ type: 'person', userId: 'u3', email: undefined, wallet })
  expect(await withdrawApplication(owner, { applicationId: id })).toMatchObject({
    status: 'withdrawn',
    reviewedBy: 'person:u3',
  })
  expect(await test.audited(id)).toEqual([{ actor: 'person:u3', action: 'application.withdrawn' }])
  await expect(withdrawApplication(applicant(email), { applicationId: id })).rejects.toThrow(
    AlreadyDecidedError,
  )
})

it('refuses an actor without the right to ask, to answer or to withdraw', async () => {
  const { id } = await test.submit()
  const input = { applicationId: id }
  const viewer = test.as('eve', 'viewer')
  await expect(requestInformation(viewer, { ...input, question: 'x' })).rejects.toThrow(NotAllowedError)
  await expect(answerInformation(viewer, { ...input, answer: 'x' })).rejects.toThrow(NotAllowedError)
  await expect(withdrawApplication(test.as('eve', 'reviewer'), input)).rejects.toThrow(NotAllowedError)
  await expect(withdrawApplication(services.as({ type: 'anonymous' }), input)).rejects.toThrow(
    NotAllowedError,
  )
  expect((await getApplication(services.db, id)).status).toBe('pending')
})
