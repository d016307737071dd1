import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import {
  type ConsoleServer,
  expectAccessible,
  expectNoSidewaysScroll,
  hasChromium,
  NO_CHROMIUM,
  startConsole,
} from './console-server.ts'
import { submitSampleApplications } from './sample-applications.ts'

let console: ConsoleServer
beforeAll(async () => {
  if (!hasChromium) return
  console = await startConsole()
  await submitSampleApplications(console.services)
})
beforeEach(({ skip }) => skip(!hasChromium, NO_CHROMIUM))
afterAll(() => console?.[Symbol.asyncDispose]())

const ADA = { name: 'ada', role: 'approver' } as const

it.each([
  ['light', 1280],
  ['dark', 1280],
  ['light', 375],
] as const)('has nothing that axe finds serious in %s at %d pixels', async (colorScheme, width) => {
  const viewport = { width, height: 900 }
  await using visit = await console.visit('/admin/approvals', { as: ADA, colorScheme, viewport })
  await visit.page.getByRole('link', { name: 'Elena Petrova' }).waitFor()
  await expectAccessible(visit.page)
  await expectNoSidewaysScroll(visit.page)
  expect(visit.complaints).toEqual([])
})

it('shows a name that tries to be HTML as text', async () => {
  await using visit = await console.visit('/admin/approvals?search=mallory', { as: ADA })
  await visit.page.getByRole('link', { name: '<img src=x onerror=alert(1)>' }).waitFor()
  expect(await visit.page.locator('table img').count()).toBe(0)
  expect(visit.complaints).toEqual([])
})
