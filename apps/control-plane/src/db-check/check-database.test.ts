import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestServices, type TestServices } from '../../test/services.ts'
import { audit } from '../audit/index.ts'
import { inTransaction } from '../db/index.ts'
import { checkDatabase, type Finding } from './index.ts'

const BIN = join(import.meta.dirname, '../../bin/noderr-admin.js')

let services: TestServices
let owner: pg.Client
beforeAll(async () => {
  services = await startTestServices()
  owner = new pg.Client({ connectionString: services.url })
  await owner.connect()
  const ctx = services.as({ type: 'cli', user: 'ada' })
  for (const subject of ['a:1', 'a:2'])
    await inTransaction(services.db, (tx) => audit(tx, ctx, { action: 'test.done', subject }))
})
afterAll(async () => {
  await owner.end()
  await services.close()
})

async function faults(url = services.url): Promise<readonly Finding[]> {
  return (await checkDatabase(url)).filter(({ level }) => level !== 'ok')
}

/** What the check says of one damage, which is repaired again. */
async function after(damage: string, repair: string): Promise<readonly string[]> {
  await owner.query(damage)
  try {
    return (await faults()).map(({ level, check, message }) => `${level} ${check}: ${message}`)
  } finally {
    await owner.query(repair)
  }
}

it('finds nothing wrong with a sound database, one line for each side of it', async () => {
  const findings = await checkDatabase(services.url)
  expect(findings.filter(({ level }) => level !== 'ok')).toEqual([])
  expect(findings.map(({ check }) => check)).toEqual([
    'server',
    'durability',
    'clock',
    'roles',
    'owner',
    'migrations',
    'tables',
    'row level security',
    'policies',
    'grants',
    'queue',
    'audit log',
  ])
})

it.each([
  [
    'row level security that is off',
    'ALTER TABLE operator_credentials DISABLE ROW LEVEL SECURITY',
    'ALTER TABLE operator_credentials ENABLE ROW LEVEL SECURITY',
    /^fail row level security: .* off on operator_credentials; ALTER TABLE/,
  ],
  [
    'row level security that spares the owner',
    'ALTER TABLE nodes NO FORCE ROW LEVEL SECURITY',
    'ALTER TABLE nodes FORCE ROW LEVEL SECURITY',
    /^fail row level security: .* not forced on nodes/,
  ],
  [
    'a hash that browsers may read',
    'GRANT SELECT (api_secret_hash) ON operator_credentials TO authenticated',
    'REVOKE SELECT (api_secret_hash) ON operator_credentials FROM authenticated',
    /^fail grants: authenticated may read api_secret_hash of operator_credentials; REVOKE/,
  ],
  [
    'a table that anybody may write',
    'GRANT INSERT ON system_config TO anon',
    'REVOKE INSERT ON system_config FROM anon',
    /^fail grants: anon may INSERT on system_config; REVOKE/,
  ],
  [
    'a right that went to everybody',
    'GRANT SELECT (email) ON operator_applications TO PUBLIC',
    'REVOKE SELECT (email) ON operator_applications FROM PUBLIC',
    /^fail grants: anon may read email of operator_applications/,
  ],
  [
    'a grant that is gone',
    'REVOKE SELECT (tier) ON nodes FROM authenticated',
    'GRANT SELECT (tier) ON nodes TO authenticated',
    /^warn grants: authenticated may not read tier of nodes any more/,
  ],
  [
    'a sequence that browsers may draw from',
    'GRANT USAGE ON SEQUENCE operator_applications_id_seq TO anon',
    'REVOKE USAGE ON SEQUENCE operator_applications_id_seq FROM anon',
    /^fail grants: anon may use sequence public.operator_applications_id_seq/,
  ],
  [
    'the door of the queue left open',
    'GRANT EXECUTE ON FUNCTION noderr.enqueue TO PUBLIC',
    'REVOKE EXECUTE ON FUNCTION noderr.enqueue FROM PUBLIC',
    /^fail grants: anon may call noderr.enqueue/,
  ],
  [
    'a policy for everybody',
    'CREATE POLICY oops ON nodes USING (true)',
    'DROP POLICY oops ON nodes',
    /^fail policies: policy oops on nodes is for everybody/,
  ],
  [
    'a policy that opens a closed table',
    'CREATE POLICY oops ON audit_log FOR SELECT TO authenticated USING (true)',
    'DROP POLICY oops ON audit_log',
    /^fail policies: policy oops opens audit_log to browsers/,
  ],
  [
    'a policy that shows what is somebody else’s',
    'CREATE POLICY oops ON nodes FOR SELECT TO authenticated USING (true)',
    'DROP POLICY oops ON nodes',
    /^fail policies: policy oops shows rows of nodes without asking whose/,
  ],
  [
    'a changed migration',
    "UPDATE noderr.migrations SET checksum = 'x' || checksum WHERE name LIKE '20251128%'",
    "UPDATE noderr.migrations SET checksum = substr(checksum, 2) WHERE name LIKE '20251128%'",
    /^fail migrations: migration 20251128000000_operator_onboarding.sql was applied with another text/,
  ],
  [
    'a newer release’s migration',
    "INSERT INTO noderr.migrations (name, checksum) VALUES ('99.sql', '')",
    "DELETE FROM noderr.migrations WHERE name = '99.sql'",
    /^warn migrations: migration 99.sql is not of this release/,
  ],
  [
    'a missing migration',
    "UPDATE noderr.migrations SET name = 'x' || name WHERE name LIKE '20261123%'",
    "UPDATE noderr.migrations SET name = substr(name, 2) WHERE name LIKE 'x20261123%'",
    /^fail migrations: migration 20261123000000_rounds_and_rewards.sql is not applied/,
  ],
  [
    'a column that is gone',
    'ALTER TABLE node_metrics RENAME COLUMN uptime TO up',
    'ALTER TABLE node_metrics RENAME COLUMN up TO uptime',
    /^fail tables: column node_metrics.uptime is missing/,
  ],
  [
    'a queue without its door',
    'ALTER FUNCTION noderr.enqueue RENAME TO closed',
    'ALTER FUNCTION noderr.closed RENAME TO enqueue',
    /^fail queue: service_role may not call noderr.enqueue/,
  ],
  [
    'a queue that is gone',
    'ALTER SCHEMA graphile_worker RENAME TO gone',
    'ALTER SCHEMA gone RENAME TO graphile_worker',
    /^fail queue: schema graphile_worker is missing/,
  ],
  [
    'an entry of the audit log that was rewritten',
    "SET session_replication_role = replica; UPDATE audit_log SET subject = 'a:9' WHERE id = 2",
    "UPDATE audit_log SET subject = 'a:2' WHERE id = 2; SET session_replication_role = origin",
    /^fail audit log: entry 2 is not what was written/,
  ],
  [
    'an audit log that may be rewritten',
    'ALTER TABLE audit_log DISABLE TRIGGER append_only',
    'ALTER TABLE audit_log ENABLE TRIGGER append_only',
    /^fail audit log: trigger append_only is off/,
  ],
  [
    'a service that may empty a table',
    'GRANT TRUNCATE ON nodes TO service_role',
    'REVOKE TRUNCATE ON nodes FROM service_role',
    /^warn grants: service_role may empty nodes/,
  ],
])('reports %s', async (_, damage, repair, message) => {
  const said = await after(damage, repair)
  expect(
    said.filter((line) => message.test(line)),
    said.join('\n'),
  ).toHaveLength(1)
  expect(await faults()).toEqual([])
})

it('reports a session that does not wait for the disk, and another time zone', async () => {
  const settings = encodeURIComponent('-c synchronous_commit=off -c timezone=Europe/Berlin')
  const found = await faults(`${services.url}&options=${settings}`)
  expect(found).toMatchObject([
    { level: 'warn', check: 'server', message: expect.stringContaining('Europe/Berlin') },
    { level: 'fail', check: 'durability', message: expect.stringContaining('synchronous_commit is off') },
  ])
})

it('says of an empty database what is missing instead of giving up', async () => {
  const found = await faults(services.url.replace(/(localhost:5432\/)[^?]+/, '$1template1'))
  expect(found.map(({ check }) => check)).toEqual(
    expect.arrayContaining(['migrations', 'tables', 'queue', 'audit log']),
  )
})

async function admin(url: string, ...words: string[]): Promise<{ code: number; out: string; err: string }> {
  const env = { PATH: process.env.PATH, DATABASE_URL: url }
  return promisify(execFile)(process.execPath, [BIN, ...words], { env }).then(
    ({ stdout, stderr }) => ({ code: 0, out: stdout, err: stderr }),
    ({ code, stdout, stderr }) => ({ code, out: stdout, err: stderr }),
  )
}

it('prints a line for each finding, and ends with code 1 when one is a failure', {
  timeout: 60_000,
}, async () => {
  const sound = await admin(services.url, 'db', 'check')
  expect(sound).toMatchObject({ code: 0, err: '' })
  expect(
    sound.out
      .trim()
      .split('\n')
      .every((line) => line.startsWith('ok    ')),
  ).toBe(true)

  await owner.query('GRANT DELETE ON nodes TO anon')
  const damaged = await admin(services.url, 'db', 'check', '--json')
  await owner.query('REVOKE DELETE ON nodes FROM anon')
  expect(damaged).toMatchObject({ code: 1, err: expect.stringContaining('failed 1 checks') })
  expect(JSON.parse(damaged.out)).toContainEqual({
    level: 'fail',
    check: 'grants',
    message: expect.stringContaining('anon may DELETE on nodes'),
  })

  const nowhere = await admin('postgres://nobody:secret@127.0.0.1:1/x', 'db', 'check')
  expect(nowhere).toMatchObject({ code: 1, err: expect.stringMatching(/cannot be reached/) })
  expect(nowhere.err).not.toContain('secret')
})
