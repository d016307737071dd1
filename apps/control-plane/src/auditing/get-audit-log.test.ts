import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestServices, type TestServices } from '../../test/services.ts'
import { audit } from '../audit/index.ts'
import { NotAllowedError } from '../auth/index.ts'
import { inTransaction } from '../db/index.ts'
import { getAuditLog } from './get-audit-log.ts'

let services: TestServices
const viewer = () => services.as({ type: 'admin', name: 'ada', role: 'viewer' })
beforeAll(async () => {
  services = await startTestServices()
  for (let number = 1; number <= 6; number += 1) {
    services.clock.advance(1_000)
    await inTransaction(services.db, (tx) =>
      audit(tx, services.as({ type: 'cli', user: number % 2 ? 'odd' : 'even' }), {
        action: number > 4 ? 'thing.ended' : 'thing_begun',
        subject: `thing:${number % 3}`,
        details: { before: number, after: number + 1, why: 'test' },
      }),
    )
  }
})
afterAll(() => services.close())

const ids = async (input: Parameters<typeof getAuditLog>[1]) =>
  (await getAuditLog(viewer(), input)).entries.map(({ id }) => Number(id))

it('says who did what to what, before, after and why', async () => {
  const { entries } = await getAuditLog(viewer(), { limit: 1 })
  expect(entries).toMatchObject([
    {
      id: '6',
      actor: 'cli:even',
      action: 'thing.ended',
      subject: 'thing:0',
      details: { before: 6, after: 7, why: 'test' },
    },
  ])
})

it('pages without losing or repeating an entry', async () => {
  const seen: number[] = []
  let before: string | undefined
  do {
    const page = await getAuditLog(viewer(), { limit: 4, before })
    seen.push(...page.entries.map(({ id }) => Number(id)))
    before = page.next
  } while (before)
  expect(seen).toEqual([6, 5, 4, 3, 2, 1])
})

it('finds by subject, actor, action and time', async () => {
  expect(await ids({ subject: 'thing:1' })).toEqual([4, 1])
  expect(await ids({ actor: 'cli:odd' })).toEqual([5, 3, 1])
  expect(await ids({ action: 'thing.ended' })).toEqual([6, 5])
  expect(await ids({ action: 'thing.' })).toEqual([6, 5])
  const at = (number: number) => new Date(Date.parse('2026-01-01T00:00:00Z') + number * 1_000)
  expect(await ids({ from: at(2), to: at(4).toISOString() })).toEqual([3, 2])
})

it('refuses an actor without the right to read', async () => {
  await expect(getAuditLog(services.as({ type: 'anonymous' }))).rejects.toThrow(NotAllowedError)
})
