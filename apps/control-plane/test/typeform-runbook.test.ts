import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { startTypeformFake, type TypeformFake } from '@noderr/testkit'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { buildApi } from '../src/build-api.ts'
import { loadSecrets } from '../src/secrets.ts'
import { COMPLETE, delivery, sign } from './deliveries.ts'
import { startTestServices, type TestServices } from './services.ts'

// Whole programs on a machine that may be busy.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 })

const run = promisify(execFile)
const BIN = join(import.meta.dirname, '../bin/noderr-admin.js')
const RUNBOOK = readFileSync(join(import.meta.dirname, '../../../docs/runbooks/typeform.md'), 'utf8')
const FORM = 'u6nXL7'
const SECRET = 'shared with Typeform'
const TOKEN = 'tfp_personal_access_token'

let services: TestServices
let app: FastifyInstance
let fake: TypeformFake
let dataDir: string
let environment: Record<string, string>

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'noderr-runbook-'))
  fake = await startTypeformFake(TOKEN)
  const settings = {
    TYPEFORM_WEBHOOK_SECRET: SECRET,
    TYPEFORM_FORM_IDS: FORM,
    TYPEFORM_TOKEN: TOKEN,
    TYPEFORM_API_URL: fake.url,
  }
  services = await startTestServices(settings)
  app = await buildApi(services)
  environment = {
    ...settings,
    PATH: process.env.PATH ?? '',
    DATABASE_URL: services.url,
    DATA_DIR: dataDir,
    PUBLIC_URL: await app.listen({ host: '127.0.0.1', port: 0 }),
  }
  putSecrets()
  fake.responses.set(FORM, [lost('lost-1', '2026-11-02T00:00:00Z'), lost('lost-2', '2026-10-02T00:00:00Z')])
  for (let n = 1; n <= 11; n += 1) await post(delivery(COMPLETE, { form_id: FORM }))
  await post(delivery(COMPLETE, { form_id: FORM, token: 'delivery-12' }))
  await post({ event_type: 'form_from_the_future' })
})
afterAll(async () => {
  await app.close()
  await fake.close()
  await services.close()
  rmSync(dataDir, { recursive: true })
})

/** Keys as a control plane would have made them, and the one pepper that its services here use. */
function putSecrets(): void {
  loadSecrets({ dataDir })
  writeFileSync(join(dataDir, 'secrets/token-pepper'), services.secrets.tokenPepper)
}

const lost = (token: string, submitted_at: string) => ({ token, submitted_at, answers: COMPLETE })

async function post(body: unknown): Promise<void> {
  const payload = JSON.stringify(body)
  const headers = { 'typeform-signature': sign(payload, SECRET) }
  const { statusCode } = await app.inject({ method: 'POST', url: '/api/typeform/webhook', headers, payload })
  expect(statusCode).toBe(200)
}

/** Runs a line as a shell does, with the program under test in place of npx. */
async function shell(line: string): Promise<{ code: number; out: string; err: string }> {
  const command = line.replace('npx noderr-admin', `"${process.execPath}" "${BIN}"`)
  try {
    const { stdout, stderr } = await run('sh', ['-c', command], { env: environment, cwd: dataDir })
    return { code: 0, out: stdout, err: stderr }
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string }
    return { code, out: stdout, err: stderr }
  }
}

const commands = [...RUNBOOK.matchAll(/```sh\n([\s\S]*?)```/g)]
  .flatMap(([, block]) => (block ?? '').split('\n'))
  .map((line) => line.trim())
  .filter((line) => line !== '')

/** What each command of the runbook says, in part. */
const SAYS: Readonly<Record<string, RegExp>> = {
  register: /enabled +true/,
  status: /webhook +\{"tag":"noderr".*\n(.*\n)*submitted +12\n/,
  test: /answered 200; it is delivery \d+, read by typeform\/2018-01 and discarded/,
  'map show': /^$/,
  'map set': /"wallet_address"/,
  'replay 12': /delivery 12 is submitted, application 12 unchanged/,
  'replay --all-unread': /delivery 13 is unread/,
  'backfill --form u6nXL7': /missing +2\n(.*\n)*outcomes +\{"submitted":2\}/,
  'backfill --form u6nXL7 --since': /missing +0/,
}

it('does what the runbook says, command by command', async () => {
  expect(commands.length).toBeGreaterThanOrEqual(Object.keys(SAYS).length)
  for (const line of commands) {
    expect(line).toMatch(/^npx noderr-admin typeform /)
    const { code, out, err } = await shell(line)
    expect([line, code, err]).toEqual([line, 0, ''])
    const said = Object.keys(SAYS).filter((words) => line.startsWith(`npx noderr-admin typeform ${words}`))
    expect(said, line).not.toEqual([])
    expect(out, line).toMatch(SAYS[said.at(-1) ?? ''] ?? /never/)
    expect(out).not.toContain(SECRET)
    expect(out).not.toContain(TOKEN)
  }
  expect(fake.webhooks.get(`${FORM}/noderr`)).toMatchObject({
    url: `${environment.PUBLIC_URL}/api/typeform/webhook`,
    secret: SECRET,
    enabled: true,
  })
  const applications = services.db.selectFrom('operator_applications').select('typeform_token')
  expect((await applications.execute()).length).toBe(14)
})

it('says in one sentence what does not work', async () => {
  const admin = (words: string) => shell(`npx noderr-admin typeform ${words}`)
  for (const [words, sentence] of [
    ['replay 999', 'there is no delivery 999'],
    ['replay', 'give the number of a delivery, or --all-unread'],
    ['backfill --form other', 'form other is not in TYPEFORM_FORM_IDS'],
    ['backfill --form u6nXL7 --since yesterday', 'Expected a time like'],
    ['map set --file nowhere.json', 'nowhere.json cannot be read as JSON'],
    ['test --public-url http://127.0.0.1:1', 'nobody answered there'],
  ] as const)
    expect(await admin(words)).toMatchObject({ code: 1, err: expect.stringContaining(sentence) })
  const { DATA_DIR, TYPEFORM_TOKEN, ...bare } = environment
  environment = { ...bare, DATA_DIR: DATA_DIR ?? '' }
  expect(await admin(`backfill --form ${FORM}`)).toMatchObject({
    code: 1,
    err: expect.stringContaining('TYPEFORM_TOKEN is not set'),
  })
  environment = { ...bare, TYPEFORM_TOKEN: TYPEFORM_TOKEN ?? '', DATA_DIR: join(tmpdir(), 'nowhere') }
  expect(await admin('replay 12')).toMatchObject({
    code: 1,
    err: expect.stringContaining('the keys of the control plane are not in'),
  })
})
