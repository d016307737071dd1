import { afterAll, beforeAll, expect, it } from 'vitest'
import { numberedWallet, type Reviewing, reviewing } from '../../test/reviewing.ts'
import { startTestServices, type TestServices } from '../../test/services.ts'
import {
  approveApplication,
  createApplication,
  rejectApplication,
  requestInformation,
} from '../applications/index.ts'
import { NotAllowedError, removeAdmin } from '../auth/index.ts'
import { InvalidInputError } from '../errors/index.ts'
import { assignApplication } from './assign-application.ts'
import { CursorUnfitError } from './cursor.ts'
import { getApplicationById } from './get-application.ts'
import { getApplicationStats } from './get-application-stats.ts'
import { listApplications } from './list-applications.ts'

type Asked = Parameters<typeof listApplications>[1]
const DAY_MS = 86_400_000
const day = (number: number) => new Date(Date.parse('2026-01-05T09:00:00Z') + number * DAY_MS)

let services: TestServices
let test: Reviewing
// Submitted on the Mondays and Tuesdays from 5 January 2026 on; ids are 1 to 8.
beforeAll(async () => {
  services = await startTestServices({}, day(0).getTime())
  test = reviewing(services)
  await test.appoint('ada', 'grace')
  const people = [
    { name: 'Ada Lovelace', email: 'ada@example.org', tier: 'oracle', submittedAt: day(0) },
    { name: 'Grace Hopper', email: 'grace@navy.example', tier: 'guardian', submittedAt: day(1) },
    { name: 'Åsa Lövgren', email: 'asa@example.org', tier: 'micro', submittedAt: day(7) },
    { name: 'jean-luc O’Neil', email: 'jl_o@example.org', submittedAt: day(8) },
    { name: undefined, email: 'a%b@example.org', wallet: undefined, submittedAt: day(8) },
    { name: 'Mary Ada', email: 'mary@example.org', wallet: numberedWallet(0xabc), submittedAt: day(9) },
    { name: 'Zoë', email: 'zoe@example.org', tier: undefined, submittedAt: day(9) },
  ] as const
  for (const one of people) await test.submit(one)
  services.clock.advance(9 * DAY_MS)
  const cli = test.as('ada')
  await createApplication(cli, {
    email: 'by-hand@example.org',
    wallet: numberedWallet(0xdef),
    tier: 'validator',
    reason: 'the form was down',
  })
  await approveApplication(cli, { applicationId: 1 }, async () => {})
  await approveApplication(cli, { applicationId: 3 }, async () => {})
  await rejectApplication(cli, { applicationId: 4, reason: 'no' })
  await requestInformation(cli, { applicationId: 2, question: 'why?' })
  await assignApplication(cli, { applicationId: 6, to: 'grace' })
})
afterAll(() => services.close())

const list = (asked: Asked = {}) => listApplications(test.as('viewer', 'viewer'), asked)
const ids = async (asked: Asked = {}) => (await list(asked)).applications.map(({ id }) => id)

it('lists the newest first with what a reviewer sorts the day by', async () => {
  const page = await list()
  expect(page.applications.map(({ id }) => id)).toEqual([8, 7, 6, 5, 4, 3, 2, 1])
  expect(page).toMatchObject({ total: 8, totalIsCapped: false, next: undefined })
  expect(page.applications.at(-1)).toMatchObject({
    id: 1,
    name: 'Ada Lovelace',
    status: 'pending',
    clock: { daysUsed: 7, dueAt: day(7), overdue: true },
    approvals: { given: 1, needed: 2 },
  })
  expect(page.applications.find(({ id }) => id === 2)).toMatchObject({
    clock: { waiting: true, overdue: false },
  })
  expect(page.applications.find(({ id }) => id === 3)).toMatchObject({ status: 'approved', clock: undefined })
})

it.each([
  [{ status: 'pending' }, [8, 6, 2, 1]],
  [{ status: ['approved', 'rejected'] }, [4, 3]],
  [{ status: [] }, [8, 7, 6, 5, 4, 3, 2, 1]],
  [{ tier: 'guardian' }, [2]],
  [{ tier: ['oracle', 'guardian'], status: 'pending' }, [2, 1]],
  [{ source: 'manual' }, [8]],
  [{ assignedTo: 'grace' }, [6]],
  [{ assignedTo: null, status: 'pending' }, [8, 2, 1]],
  [{ overdue: true }, [1]],
  [{ needsSecondApproval: true }, [1]],
  [{ search: 'ada' }, [6, 1]],
  [{ search: 'LOVE' }, [1]],
  [{ search: 'lace' }, []],
  [{ search: 'ada love' }, [1]],
  [{ search: 'lö' }, [3]],
  [{ search: 'luc' }, [4]],
  [{ search: 'grace@navy' }, [2]],
  [{ search: 'navy' }, []],
  [{ search: 'jl_' }, [4]],
  [{ search: 'a%b' }, [5]],
  [{ search: '_da' }, []],
  [{ search: '0x0000000000000000000000000000000000000A' }, [6]],
  [{ search: numberedWallet(0xdef) }, [8]],
  [{ search: '3' }, [3]],
  [{ search: "'); DROP" }, []],
  [{ search: '&|!:*' }, []],
] as const)('finds by %j', async (asked, found) => {
  const page = await list(asked as Asked)
  expect(page.applications.map(({ id }) => id)).toEqual(found)
  expect(page.total).toBe(found.length)
})

it('finds by the number that the applicant was shown', async () => {
  const { publicId } = await getApplicationById(test.as('viewer', 'viewer'), { applicationId: 2 })
  expect(await ids({ search: publicId })).toEqual([2])
  expect(await ids({ search: publicId.toUpperCase() })).toEqual([2])
})

it.each([
  ['submitted', 'asc', [1, 2, 3, 4, 5, 6, 7, 8]],
  // The clock of application 2 stands, so its review began no later than it did.
  ['age', 'desc', [1, 2, 3, 4, 5, 6, 7, 8]],
  ['age', 'asc', [8, 7, 6, 5, 4, 3, 2, 1]],
  ['tier', 'asc', [7, 3, 4, 5, 6, 8, 2, 1]],
  ['status', 'asc', [5, 7, 1, 2, 6, 8, 3, 4]],
] as const)('sorts by %s, %s', async (sort, direction, sorted) => {
  expect(await ids({ sort, direction })).toEqual(sorted)
})

it('sorts by name without regard to case', async () => {
  const sorted = await ids({ sort: 'name', direction: 'asc', status: ['pending', 'rejected'] })
  expect(sorted).toEqual([8, 1, 2, 4, 6])
})

it.each(['submitted', 'age', 'name', 'tier', 'status'] as const)(
  'pages by %s without losing or repeating one',
  async (sort) => {
    for (const direction of ['asc', 'desc'] as const) {
      const seen: number[] = []
      let cursor: string | undefined
      do {
        const page = await list({ sort, direction, cursor, limit: 3 })
        seen.push(...page.applications.map(({ id }) => id))
        cursor = page.next
      } while (cursor)
      expect(seen).toEqual(await ids({ sort, direction }))
    }
  },
)

it('goes on after the last one of a page though others have come meanwhile', async () => {
  const first = await list({ limit: 4 })
  const { id } = await test.submit({ submittedAt: day(10) })
  expect(await ids({ cursor: first.next })).toEqual([4, 3, 2, 1])
  await services.db.deleteFrom('operator_applications').where('id', '=', id).execute()
})

it('takes a cursor of its own order only, and at most 200 at once', async () => {
  const { next } = await list({ limit: 4 })
  await expect(list({ cursor: next, sort: 'name' })).rejects.toThrow(CursorUnfitError)
  await expect(list({ cursor: 'nonsense' })).rejects.toThrow(CursorUnfitError)
  const forged = Buffer.from(JSON.stringify(['submitted', 'desc', '2026-02-31', 1])).toString('base64url')
  await expect(list({ cursor: forged })).rejects.toThrow(CursorUnfitError)
  await expect(list({ limit: 201 })).rejects.toThrow(InvalidInputError)
})

it('counts the applications of each kind', async () => {
  expect(await getApplicationStats(test.as('viewer', 'viewer'))).toEqual({
    total: 8,
    byStatus: { pending: 4, needs_attention: 2, approved: 1, rejected: 1, withdrawn: 0 },
    openByTier: { oracle: 1, guardian: 1, validator: 3, none: 1 },
    overdue: 1,
    waitingForApplicant: 1,
    needsSecondApproval: 1,
    seats: {
      micro: { taken: 0, cap: null },
      validator: { taken: 0, cap: 1000 },
      guardian: { taken: 0, cap: 100 },
      oracle: { taken: 0, cap: 50 },
    },
  })
})

it('refuses an actor without the right to read', async () => {
  const anybody = services.as({ type: 'anonymous' })
  await expect(listApplications(anybody)).rejects.toThrow(NotAllowedError)
  await expect(getApplicationStats(anybody)).rejects.toThrow(NotAllowedError)
})

it('counts no yes of an approver who was removed towards an open application, as the page of one does', async () => {
  const viewer = test.as('viewer', 'viewer')
  const given = async (id: number) => {
    const { approvals } = await getApplicationById(viewer, { applicationId: id })
    const listed = (await list()).applications.find((one) => one.id === id)
    expect(listed?.approvals.given).toBe(approvals.given.length)
    return approvals.given.length
  }
  expect([await given(1), await given(3)]).toEqual([1, 1])
  expect((await getApplicationStats(viewer)).needsSecondApproval).toBe(1)
  await removeAdmin(services.as({ type: 'cli', user: 'root' }), { name: 'ada' })
  expect([await given(1), await given(3)]).toEqual([0, 1])
  expect(await ids({ needsSecondApproval: true })).toEqual([])
  expect((await getApplicationStats(viewer)).needsSecondApproval).toBe(0)
})
