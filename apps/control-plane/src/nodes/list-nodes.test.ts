import { afterAll, beforeAll, expect, it } from 'vitest'
import { enrolTestNode } from '../../test/enrolled-node.ts'
import { startTestServices, type TestServices } from '../../test/services.ts'
import { NotAllowedError } from '../auth/index.ts'
import { appRouter } from '../router.ts'
import { listNodes } from './list-nodes.ts'

let services: TestServices

beforeAll(async () => {
  services = await startTestServices()
})
afterAll(() => services.close())

it('pages through the nodes by id, for admins alone and in JSON', async () => {
  const ids: string[] = []
  for (const name of ['a', 'b', 'c']) ids.push((await enrolTestNode(services, name)).nodeId)
  ids.sort()
  const ctx = services.as({ type: 'admin', name: 'eve', role: 'viewer' })
  const caller = appRouter.createCaller({ services, address: '127.0.0.1', ctx })
  const first = await caller.admin.getNodes({ limit: 2 })
  expect(first.map(({ nodeId }) => nodeId)).toEqual(ids.slice(0, 2))
  const rest = await caller.admin.getNodes({ after: first.at(-1)?.nodeId })
  expect(JSON.parse(JSON.stringify(rest))).toMatchObject([{ nodeId: ids[2], leaseEpoch: '0' }])
  await expect(listNodes(services.as({ type: 'node', nodeId: ids[0] ?? '' }))).rejects.toThrow(
    NotAllowedError,
  )
})
