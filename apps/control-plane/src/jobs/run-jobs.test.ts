import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { startTestServices, type TestServices } from '../../test/services.ts'
import { inTransaction } from '../db/index.ts'
import { declareJob, doJob, enqueue, type Job, runJobs } from './index.ts'

let services: TestServices
beforeAll(async () => {
  services = await startTestServices()
})
afterAll(() => services.close())

const greetJob = declareJob('test.greet', z.object({ name: z.string() }))

/** Runs jobs until `count` of them were done. */
async function runUntil(
  count: number,
  make: (done: (name: string) => void) => readonly Job[],
): Promise<string[]> {
  const names: string[] = []
  const enough = Promise.withResolvers<void>()
  const jobs = make((name) => {
    names.push(name)
    if (names.length >= count) enough.resolve()
  })
  const runner = await runJobs(services.url, jobs, services.log)
  await enough.promise
  await runner.stop()
  return names
}

it('does a job whose transaction was committed, and none whose transaction was rolled back', async () => {
  const rolledBack = inTransaction(services.db, async (tx) => {
    await enqueue(tx, greetJob, { name: 'nobody' })
    throw new RangeError('enough')
  })
  await expect(rolledBack).rejects.toThrow(RangeError)
  await inTransaction(services.db, (tx) => enqueue(tx, greetJob, { name: 'ada' }))
  expect(await runUntil(1, (done) => [doJob(greetJob, async ({ name }) => done(name))])).toEqual(['ada'])
})

it('keeps one waiting job per key', async () => {
  for (const name of ['first', 'second'])
    await inTransaction(services.db, (tx) => enqueue(tx, greetJob, { name }, { key: 'one' }))
  expect(await runUntil(1, (done) => [doJob(greetJob, async ({ name }) => done(name))])).toEqual(['second'])
})

it('frees what a killed worker held', async () => {
  await inTransaction(services.db, (tx) => enqueue(tx, greetJob, { name: 'held' }))
  const owner = new pg.Client({ connectionString: services.url })
  await owner.connect()
  await owner.query("UPDATE graphile_worker._private_jobs SET locked_by = 'worker-dead', locked_at = now()")
  await owner.end()
  expect(await runUntil(1, (done) => [doJob(greetJob, async ({ name }) => done(name))])).toEqual(['held'])
})
