import { afterAll, beforeAll, expect, it } from 'vitest'
import { applyAs, person } from '../../test/applicant.ts'
import { startTestServices, type TestServices } from '../../test/services.ts'
import type { Actor } from '../context/index.ts'
import { InvalidInputError } from '../errors/index.ts'
import { applicantJobs } from './jobs.ts'
import { discardDraft, getDraft, saveDraft } from './keep-draft.ts'
import { SignInNeededError } from './person.ts'
import { getTierGuide } from './tier-guide.ts'

let services: TestServices
beforeAll(async () => {
  services = await startTestServices()
})
afterAll(() => services.close())

const grace = person({ wallet: 'grace' }, 'grace')
const draftOf = async (actor: Actor) => (await getDraft(services.as(actor))).draft

it("keeps one draft for each person, out of others' sight", async () => {
  const ctx = services.as(grace)
  await saveDraft(ctx, { name: 'Gra' })
  await saveDraft(ctx, { name: 'Grace\0', motivation: '<b>half a \ud800' })
  expect(await draftOf(grace)).toEqual({
    answers: { name: 'Grace\uFFFD', motivation: '<b>half a \uFFFD' },
    savedAt: new Date(services.clock.now()),
  })
  expect(await draftOf(person({ wallet: 'grace' }, 'other'))).toBeNull()
  expect(await getDraft(services.as({ type: 'anonymous' }))).toEqual({ isKeptHere: false, draft: null })
  await discardDraft(ctx)
  expect(await draftOf(grace)).toBeNull()
})

it('refuses an actor without a sign-in, and a draft without end', async () => {
  const visitor = services.as({ type: 'anonymous' })
  for (const attempt of [saveDraft(visitor, {}), discardDraft(visitor)])
    await expect(attempt).rejects.toThrow(SignInNeededError)
  await expect(saveDraft(services.as(grace), { motivation: 'x'.repeat(4_001) })).rejects.toThrow(
    InvalidInputError,
  )
})

it('lets go of a draft with the application and after 90 days', async () => {
  await saveDraft(services.as(grace), { name: 'Grace' })
  await applyAs(services, 'grace', {}, grace)
  expect(await draftOf(grace)).toBeNull()

  await saveDraft(services.as(grace), { name: 'Grace' })
  const [forget] = applicantJobs(services)
  services.clock.advance(90 * 86_400_000)
  await forget?.run({})
  expect(await draftOf(grace)).not.toBeNull()
  services.clock.advance(1)
  await forget?.run({})
  expect(await draftOf(grace)).toBeNull()
})

it('tells anybody what the tiers ask for and how many seats are left', async () => {
  await services.db
    .updateTable('system_config')
    .set({ value: '2' })
    .where('key', '=', 'max_oracles')
    .execute()
  const guide = await getTierGuide(services)
  expect(guide.tiers.map(({ tier, seatsLeft }) => [tier, seatsLeft])).toEqual([
    ['micro', null],
    ['validator', 1000],
    ['guardian', 100],
    ['oracle', 2],
  ])
  expect(guide).toMatchObject({ answerDays: 5, cooldownDays: 90 })
  expect(guide.tiers[3]).toMatchObject({ stakeNodr: 150_000, trustMinimumBps: 9_000, multiplierBps: 50_000 })
})
