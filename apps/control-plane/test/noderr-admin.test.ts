import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { main } from '../src/admin/cli.ts'
import { loadSecrets } from '../src/secrets.ts'
import { answer, COMPLETE, submitForm } from './deliveries.ts'
import { startTestServices, type TestServices } from './services.ts'

const run = promisify(execFile)
const BIN = join(import.meta.dirname, '../bin/noderr-admin.js')

// Whole programs on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

let services: TestServices
beforeAll(async () => {
  services = await startTestServices()
  for (const answers of [COMPLETE, [answer('name', 'text', 'a\u001b[2Jb')]])
    await submitForm(services, answers)
})
afterAll(() => services.close())

interface Said {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** What a command says, in this process: a start of the program costs a second. */
async function admin(...words: string[]): Promise<Said> {
  const heard = { out: '', err: '' }
  const hear = (stream: 'out' | 'err', end: string) => (text: unknown) => {
    heard[stream] += `${String(text)}${end}`
    return true
  }
  vi.stubEnv('DATABASE_URL', services.url)
  vi.spyOn(console, 'log').mockImplementation(hear('out', '\n'))
  vi.spyOn(console, 'error').mockImplementation(hear('err', '\n'))
  vi.spyOn(process.stdout, 'write').mockImplementation(hear('out', ''))
  vi.spyOn(process.stderr, 'write').mockImplementation(hear('err', ''))
  try {
    return { code: await main(['node', 'noderr-admin', ...words]), ...heard }
  } finally {
    vi.restoreAllMocks()
    vi.unstubAllEnvs()
  }
}

/** The program itself. */

async function adminIn(more: NodeJS.ProcessEnv, ...words: string[]): Promise<Said> {
  try {
    const env = { PATH: process.env.PATH, DATABASE_URL: services.url, ...more }
    const { stdout, stderr } = await run(process.execPath, [BIN, ...words], { env })
    return { code: 0, out: stdout, err: stderr }
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string }
    return { code, out: stdout, err: stderr }
  }
}

it('lists, shows and decides applications as the account that runs it', async () => {
  expect(JSON.parse((await adminIn({}, 'applications', 'list', '--json')).out)).toMatchObject([
    { id: 2 },
    { id: 1 },
  ])
  expect((await admin('applications', 'list', '--status', 'pending')).out).toMatch(/1 +pending +validator/)
  const approved = JSON.parse((await admin('applications', 'approve', '1', '--json')).out)
  expect(approved).toMatchObject({ status: 'approved', reviewedBy: expect.stringMatching(/^cli:/) })
  const rejected = await admin('applications', 'reject', '2', '--reason', 'no wallet')
  expect(rejected.out).toMatch(/status +rejected/)
  expect(rejected.out).not.toContain('\u001b')
})

it('lists, shows, adds, invites for and revokes credentials, and says what it may not do', async () => {
  const [credential] = JSON.parse((await admin('credentials', 'list', '--json')).out)
  expect(credential).toMatchObject({ applicationId: 1, tier: 'validator' })
  const id = String(credential.id)
  expect((await admin('credentials', 'show', '1')).out).toMatch(/state +invited/)
  expect((await admin('credentials', 'add-node', '1')).out).toContain('waits to be claimed')
  expect(JSON.parse((await admin('credentials', 'show', '1', '--json')).out)).toHaveLength(2)
  expect(await admin('credentials', 'rotate', id, '--reason', 'lost')).toMatchObject({
    code: 1,
    err: expect.stringContaining('has no secret yet'),
  })
  expect(await admin('credentials', 'link', id)).toMatchObject({
    code: 1,
    err: expect.stringContaining('run this where it runs'),
  })
  expect((await admin('operators', 'wallet-changes', '1', '--json')).out).toBe('[]\n')
  expect((await admin('credentials', 'invite', id)).out).toContain(credential.nodeId)
  expect((await admin('credentials', 'revoke', id, '--reason', 'left')).out).toContain('is revoked')
  expect(await admin('credentials', 'invite', id)).toMatchObject({
    code: 1,
    err: expect.stringContaining('was revoked'),
  })
})

it('adds admins, acts as one of them within their rights, and says who sat there', async () => {
  const added = await admin('admins', 'add', '--name', 'ada', 'grace', '--role', 'viewer', '--json')
  expect(added.out.trim().split('\n')).toHaveLength(2)
  expect(await admin('admins', 'add', '--name', 'ada', '--role', 'owner')).toMatchObject({ code: 1 })
  expect((await admin('--as', 'ada', 'applications', 'list')).code).toBe(0)
  const refused = { code: 1, err: expect.stringContaining('admin:ada (viewer) may not') }
  expect(await admin('--as', 'ada', 'admins', 'remove', 'grace')).toMatchObject(refused)
  expect((await admin('admins', 'set-role', 'ada', '--role', 'owner')).code).toBe(0)
  expect((await admin('--as', 'ada', 'admins', 'remove', 'grace')).out).toContain('no more')
  const gone = { code: 1, err: expect.stringContaining('no admin is named grace') }
  expect(await admin('applications', 'list', '--as', 'grace')).toMatchObject(gone)
  const listed = JSON.parse((await admin('admins', 'list', '--json')).out)
  expect(listed).toMatchObject([{ name: 'ada', role: 'owner' }])
  const log = await services.db
    .selectFrom('audit_log')
    .select(['actor', 'action', 'subject'])
    .where('action', 'like', 'admin.%')
    .orderBy('id')
    .execute()
  expect(log.slice(-2)).toMatchObject([
    { actor: expect.stringMatching(/^cli:/), action: 'admin.acted-for', subject: 'admin:ada' },
    { actor: 'admin:ada', action: 'admin.removed', subject: 'admin:grace' },
  ])
})

it('has a second person confirm who approves, once two do', async () => {
  await admin('admins', 'add', '--name', 'grace', 'otto', '--role', 'approver', '--if-absent')
  const asked = await admin('--as', 'ada', 'admins', 'add', '--name', 'mine', '--role', 'approver', '--json')
  const { id } = JSON.parse(asked.out)
  expect((await admin('admins', 'changes')).out).toMatch(/mine .*approver .*admin:ada/)
  const alone = { code: 1, err: expect.stringContaining('another approver or owner has to confirm') }
  expect(await admin('--as', 'ada', 'admins', 'confirm', String(id))).toMatchObject(alone)
  expect((await admin('--as', 'grace', 'admins', 'confirm', String(id))).out).toContain('of mine is done')

  const out = await admin('--as', 'ada', 'admins', 'remove', 'otto', '--json')
  const suspended = { code: 1, err: expect.stringContaining('about to be removed') }
  expect(await admin('--as', 'otto', 'applications', 'list')).toMatchObject(suspended)
  const dropped = await admin('--as', 'grace', 'admins', 'drop', String(JSON.parse(out.out).id))
  expect(dropped.out).toContain('of otto is off the table')
  await services.db.deleteFrom('admins').where('name', '<>', 'ada').execute()
})

it('lists, shows, previews and resends mails, never with a secret link in them', async () => {
  const listed = JSON.parse((await admin('mail', 'list', '--type', 'credentials_issued', '--json')).out)
  expect(listed[0]).toMatchObject({ applicationId: 1, to: 'ada@example.org', state: 'queued', attempts: 0 })
  const { id } = listed[0]
  expect((await admin('mail', 'list', '--application', '1', '--state', 'queued')).out).toMatch(
    /credentials_issued +1/,
  )
  expect((await admin('mail', 'show', id)).out).toMatch(/state +queued/)
  expect((await admin('mail', 'preview', id)).out).toContain('{{claimLink}}')
  const { out } = await admin('mail', 'preview', id, '--html')
  expect(out).toContain('<!doctype html>')
  expect(out).not.toContain('href="{{')
  expect((await admin('mail', 'templates', 'sign_in')).out).toContain('{{signInLink}}')
  expect(JSON.parse((await admin('mail', 'stats', '--json')).out).counts).toMatchObject({ dead: 0, sent: 0 })
  expect(await admin('mail', 'resend', id)).toMatchObject({
    code: 1,
    err: expect.stringContaining('is queued'),
  })
  await services.db
    .updateTable('operator_notifications')
    .set({ dead_at: new Date(0), error_message: '550 \u001b[2Jno' })
    .where('id', '=', id)
    .execute()
  expect((await admin('mail', 'list', '--state', 'dead')).out).not.toContain('\u001b')
  expect((await admin('mail', 'resend', id)).out).toBe(`mail ${id} to ada@example.org is queued\n`)
})

it('finds the entry of the audit log that somebody changed', async () => {
  expect((await admin('audit', 'verify')).out).toMatch(/^The audit log is whole\.\nhead \d+:[0-9a-f]{64}\n$/)
  const owner = new pg.Client({ connectionString: services.url })
  await owner.connect()
  await owner.query('ALTER TABLE audit_log DISABLE TRIGGER ALL')
  await owner.query("UPDATE audit_log SET actor = 'cli:eve' WHERE id = 2")
  await owner.end()
  expect(JSON.parse((await admin('audit', 'verify', '--json')).out)).toMatchObject({
    whole: false,
    firstBreak: '2',
  })
  expect(await admin('audit', 'verify')).toMatchObject({
    code: 1,
    err: expect.stringContaining('entry 2 is not what was written'),
  })
})

it('says in one sentence what does not work, with code 1', async () => {
  const again = await admin('applications', 'approve', '1')
  expect(again).toMatchObject({
    code: 1,
    err: expect.stringMatching(/^noderr-admin: application 1 is approved already.*\n$/),
  })
  expect(await admin('applications', 'show', '99')).toMatchObject({
    code: 1,
    err: expect.stringContaining('99'),
  })
  expect(await admin('applications', 'show', 'abc')).toMatchObject({ code: 1 })
})

it.each([
  [[]],
  [['applications', 'list']],
  [['applications', 'approve']],
  [['applications', 'reject']],
  [['credentials', 'link']],
  [['credentials', 'rotate']],
  [['credentials', 'revoke']],
  [['operators', 'propose-wallet']],
  [['mail', 'list']],
  [['mail', 'resend']],
  [['admins', 'add']],
])('shows an example in the help of %s', async (words) => {
  const { code, out } = await admin(...words, '--help')
  expect(code).toBe(0)
  expect(out).toMatch(/Examples?:\n {2}noderr-admin/)
})

it('erases a person from an application, with the keys of the control plane alone', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'noderr-admin-'))
  const application = await submitForm(services, [answer('email', 'email', 'forget@example.org')])
  const words = ['applications', 'erase', String(application?.id), '--reason', 'asked for by mail']
  expect(await adminIn({ DATA_DIR: join(dataDir, 'nowhere') }, ...words)).toMatchObject({ code: 1 })
  loadSecrets({ dataDir })
  expect((await adminIn({ DATA_DIR: dataDir }, ...words)).out).toContain('is erased')
  const row = await services.db
    .selectFrom('operator_applications')
    .select(['email', 'status'])
    .where('id', '=', application?.id ?? 0)
    .executeTakeFirst()
  expect(row).toEqual({ email: null, status: 'withdrawn' })
  rmSync(dataDir, { recursive: true })
})
