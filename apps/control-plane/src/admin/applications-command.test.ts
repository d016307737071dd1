import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { numberedWallet } from '../../test/reviewing.ts'
import { startTestServices, type TestServices } from '../../test/services.ts'
import { addAdmin } from '../auth/index.ts'
import { main } from './cli.ts'

let services: TestServices
beforeAll(async () => {
  services = await startTestServices()
  for (const name of ['ada', 'grace'])
    await addAdmin(services.as({ type: 'cli', user: 'root' }), { name, role: 'owner' })
})
beforeEach(() => {
  vi.stubEnv('DATABASE_URL', services.url)
})
afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})
afterAll(() => services.close())

/** What a command printed, and on standard error. */
async function admin(...words: string[]): Promise<{ out: string; err: string; code: number }> {
  const out = vi.spyOn(console, 'log').mockImplementation(() => {})
  const err = vi.spyOn(console, 'error').mockImplementation(() => {})
  const code = await main(['node', 'noderr-admin', ...words])
  const said = (spy: typeof out) => spy.mock.calls.map((call) => call.join(' ')).join('\n')
  const heard = { out: said(out), err: said(err), code }
  vi.restoreAllMocks()
  return heard
}

const json = async (...words: string[]) => JSON.parse((await admin(...words, '--json')).out)
const create = (tier: string, number: number) =>
  json(
    'applications',
    'create',
    '--email',
    `p${number}@example.org`,
    '--wallet',
    numberedWallet(number),
    '--tier',
    tier,
    '--name',
    `Person ${number}`,
    '--reason',
    'the form was down',
  )

it('enters, corrects, asks about, notes, assigns and shows an application', async () => {
  const { id } = await create('micro', 1)
  const of = (verb: string, ...words: string[]) => json('applications', verb, String(id), ...words)
  expect(await of('correct', '--tier', 'validator', '--reason', 'by mail')).toMatchObject({
    tier: 'validator',
  })
  expect(await of('request-info', '--question', 'Which disk?')).toMatchObject({
    waitingSince: expect.any(String),
  })
  expect(await of('answer-info', '--answer', 'An NVMe')).not.toHaveProperty('waitingSince')
  expect(await of('note', 'known')).toMatchObject({ note: 'known' })
  expect(await of('assign', 'grace')).toMatchObject({ assignedTo: 'grace' })
  expect(await of('show')).toMatchObject({
    source: 'manual',
    sourceReason: 'the form was down',
    questions: [{ question: 'Which disk?', answer: 'An NVMe' }],
    notes: [{ note: 'known' }],
    assignedTo: 'grace',
  })
  expect((await admin('applications', 'list', '--assigned-to', 'grace', '--sort', 'age')).out).toMatch(
    /1 +pending +validator .* 0\.\d\/5 +grace +0 of 1/,
  )
  expect(await of('withdraw')).toMatchObject({ status: 'withdrawn' })
  expect(await json('applications', 'stats')).toMatchObject({ total: 1, byStatus: { withdrawn: 1 } })
})

it('takes two people for an oracle, the second by --as', async () => {
  const { id } = await create('oracle', 2)
  const first = await json('applications', 'approve', String(id))
  expect(first).toMatchObject({ status: 'pending', approvals: { given: 1, needed: 2 } })
  expect(await admin('applications', 'approve', String(id))).toMatchObject({
    code: 1,
    err: expect.stringContaining('another approver has to'),
  })
  expect(await json('--as', 'ada', 'applications', 'approve', String(id))).toMatchObject({
    status: 'approved',
  })
})

it('pages where it ended', async () => {
  for (const number of [3, 4, 5]) await create('micro', number)
  const { out } = await admin('applications', 'list', '--limit', '2')
  const [, cursor = ''] = /more: --cursor (\S+)/.exec(out) ?? []
  const rest = await json('applications', 'list', '--limit', '10', '--cursor', cursor)
  expect(rest.map(({ id }: { id: number }) => id)).toEqual([3, 2, 1])
})

it('changes a policy by two people', async () => {
  const set = await admin('--as', 'ada', 'config', 'set', 'max_oracles', '60', '--reason', 'as voted')
  expect(set.out).toMatch(/^change 1 of max_oracles is proposed/)
  expect((await admin('config', 'get', 'max_oracles')).out).toMatch(/change 1: 60 by admin:ada/)
  expect(await admin('--as', 'ada', 'config', 'confirm', '1')).toMatchObject({ code: 1 })
  expect((await admin('--as', 'grace', 'config', 'confirm', '1')).out).toBe(
    'change 1 of max_oracles is in force',
  )
  expect(await json('config', 'get', 'max_oracles')).toMatchObject([{ value: 60, updatedBy: 'admin:grace' }])
  expect((await admin('audit', 'list', '--subject', 'config:max_oracles')).out).toMatch(
    /admin:grace +config\.changed/,
  )
})

it('verifies the audit log against a head that it printed before', async () => {
  const [, head = ''] = /head (\S+)/.exec((await admin('audit', 'verify')).out) ?? []
  expect(await admin('audit', 'verify', '--head', head)).toMatchObject({ code: 0 })
  const forged = head.replace(/.$/, (last) => (last === '0' ? '1' : '0'))
  expect(await admin('audit', 'verify', '--head', forged)).toMatchObject({
    code: 1,
    err: expect.stringContaining('is not the one whose hash was noted'),
  })
})
