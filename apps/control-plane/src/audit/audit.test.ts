import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestServices, type TestServices } from '../../test/services.ts'
import { inTransaction } from '../db/index.ts'
import { audit, findAuditBreak } from './audit.ts'

let services: TestServices
beforeAll(async () => {
  services = await startTestServices()
})
afterAll(() => services.close())

const write = (subject: string) =>
  inTransaction(services.db, (tx) =>
    audit(tx, services.as({ type: 'cli', user: 'ada' }), {
      action: 'test.done',
      subject,
      details: { count: 1 },
    }),
  )

it('keeps a whole chain even when many write at once', async () => {
  await Promise.all(Array.from({ length: 20 }, (_, index) => write(`thing:${index}`)))
  const rows = await services.db.selectFrom('audit_log').select(['id', 'actor']).orderBy('id').execute()
  expect(rows.map(({ id }) => id)).toEqual(Array.from({ length: 20 }, (_, index) => String(index + 1)))
  expect(new Set(rows.map(({ actor }) => actor))).toEqual(new Set(['cli:ada']))
  expect(await findAuditBreak(services.db)).toBeUndefined()
})

it('finds the entry that somebody with the keys of the house has changed', async () => {
  await write('thing:more')
  const owner = new pg.Client({ connectionString: services.url })
  await owner.connect()
  await owner.query('ALTER TABLE audit_log DISABLE TRIGGER ALL')
  await owner.query("UPDATE audit_log SET actor = 'cli:eve' WHERE id = 7")
  await owner.end()
  expect(await findAuditBreak(services.db)).toBe('7')
})
