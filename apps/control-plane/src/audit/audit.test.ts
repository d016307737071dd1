import pg from 'pg'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { startTestServices, type TestServices } from '../../test/services.ts'
import { inTransaction } from '../db/index.ts'
import { audit } from './audit.ts'
import { verifyAuditLog } from './verify-audit-log.ts'

let services: TestServices
let owner: pg.Client
beforeAll(async () => {
  services = await startTestServices()
  owner = new pg.Client({ connectionString: services.url })
  await owner.connect()
  await owner.query('ALTER TABLE audit_log DISABLE TRIGGER ALL')
})
beforeEach(async () => {
  await owner.query('DELETE FROM audit_log')
  await owner.query("UPDATE audit_head SET entries = 0, hash = repeat('0', 64)")
})
afterAll(async () => {
  await owner.end()
  await services.close()
})

const write = (subject: string) =>
  inTransaction(services.db, (tx) =>
    audit(tx, services.as({ type: 'cli', user: 'ada' }), {
      action: 'test.done',
      subject,
      details: { count: 1 },
    }),
  )

async function writeMany(count: number): Promise<void> {
  await Promise.all(Array.from({ length: count }, (_, index) => write(`thing:${index}`)))
}

/** What somebody with the keys of the house does to the log. */
async function tamper(...statements: string[]): Promise<void> {
  for (const statement of statements) await owner.query(statement)
}

it('keeps a whole chain even when many write at once', async () => {
  await writeMany(20)
  const rows = await services.db.selectFrom('audit_log').select(['id', 'actor']).orderBy('id').execute()
  expect(rows.map(({ id }) => id)).toEqual(Array.from({ length: 20 }, (_, index) => String(index + 1)))
  expect(new Set(rows.map(({ actor }) => actor))).toEqual(new Set(['cli:ada']))
  expect(await verifyAuditLog(services.db)).toMatchObject({ whole: true, head: { entries: '20' } })
})

it.each([
  ['changed', "UPDATE audit_log SET actor = 'cli:eve' WHERE id = 3", 'entry 3 is not what was written'],
  ['removed from the middle', 'DELETE FROM audit_log WHERE id = 3', 'entry 3 is missing'],
  ['removed at the end', 'DELETE FROM audit_log WHERE id >= 4', 'entry 4 is missing: 5 entries were counted'],
  ['removed at the beginning', 'DELETE FROM audit_log WHERE id = 1', 'entry 1 is missing'],
  ['all removed', 'DELETE FROM audit_log', 'entry 1 is missing: 5 entries were counted'],
])('finds an entry that was %s', async (_, statement, finding) => {
  await writeMany(5)
  await tamper(statement)
  const verdict = await verifyAuditLog(services.db)
  expect(verdict).toMatchObject({ whole: false, firstBreak: finding.split(' ')[1], finding })
})

it('keeps showing the gap when the log goes on after its end was removed', async () => {
  await writeMany(5)
  await tamper('DELETE FROM audit_log WHERE id = 5')
  await write('thing:later')
  expect(await verifyAuditLog(services.db)).toMatchObject({ whole: false, firstBreak: '5' })
})

it('finds by a head that was noted what a forged head hides', async () => {
  await writeMany(5)
  const { head } = await verifyAuditLog(services.db)
  await tamper(
    'DELETE FROM audit_log WHERE id = 5',
    'UPDATE audit_head SET (entries, hash) = (SELECT id, hash FROM audit_log WHERE id = 4)',
  )
  expect(await verifyAuditLog(services.db)).toMatchObject({ whole: true })
  expect(await verifyAuditLog(services.db, head)).toMatchObject({ whole: false, firstBreak: '5' })
  await write('thing:instead')
  expect(await verifyAuditLog(services.db, head)).toMatchObject({
    whole: false,
    finding: 'entry 5 is not the one whose hash was noted',
  })
})
