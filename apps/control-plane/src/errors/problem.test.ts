import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createConnection } from 'node:net'
import { expect, it } from 'vitest'
import { toProblem } from './problem.ts'

it('says that the database is away when nobody listens on its socket', async () => {
  const error = await once(createConnection('/nowhere/.s.PGSQL.5432'), 'connect').catch((cause) => cause)
  expect(toProblem(error)).toMatchObject({ status: 503, code: 'database.unavailable' })
})

it('does not blame the database for a file that is missing', async () => {
  const error = await readFile('/nowhere').catch((cause) => cause)
  expect(toProblem(error)).toMatchObject({ status: 500, code: 'internal' })
})
