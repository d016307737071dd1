import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { DEFAULT_FIELD_MAP } from '../../control-plane/src/intake/field-map.ts'
import { setFieldMap } from '../../control-plane/src/intake/index.ts'
import { answer, COMPLETE, delivery, sign } from '../../control-plane/test/deliveries.ts'
import {
  type ConsoleServer,
  expectAccessible,
  expectNoSidewaysScroll,
  hasChromium,
  NO_CHROMIUM,
  startConsole,
} from './console-server.ts'
import { shootForDocs } from './shoot-for-docs.ts'

// A real browser on a machine that may be busy.
vi.setConfig({ testTimeout: 90_000 })

const SECRET = 'a secret'
const ADA = { name: 'ada', role: 'reviewer' } as const
const SAM = { name: 'sam', role: 'support' } as const
const VERA = { name: 'vera', role: 'viewer' } as const

let console: ConsoleServer
beforeAll(async () => {
  if (!hasChromium) return
  console = await startConsole({ TYPEFORM_WEBHOOK_SECRET: SECRET, TYPEFORM_FORM_IDS: 'form1' })
  await fillInbox()
})
beforeEach(({ skip }) => skip(!hasChromium, NO_CHROMIUM))
afterAll(() => console?.[Symbol.asyncDispose]())

/** One delivery of each outcome, in this order, and one body that nobody vouches for. */
async function fillInbox(): Promise<void> {
  const name = answer('name', 'text', '<img src=x onerror=alert(1)> Ada')
  const complete = [...COMPLETE.filter((one) => one !== COMPLETE[1]), name]
  await post(delivery(complete, { token: 'first' }))
  await post({ ...delivery(complete, { token: 'first' }), event_id: 'again' })
  await post({ ...delivery(complete), event_type: 'form_response_partial' })
  await post(delivery(complete, { form_id: 'somebody-elses-form' }))
  await post({ ...delivery([name], { token: 'a-test' }), event_id: 'a-test' })
  await post({ ...delivery([name], { token: 'b-test' }), event_id: 'b-test' })
  await post({ event_type: 'form_from_the_future', payload: { who: 'Ada' } })
  await post(
    delivery([...complete.slice(1), answer('mail', 'email', 'late@example.org')], { token: 'unclear' }),
  )
  await post(delivery(complete), 'sha256=wrong')
}

async function post(body: unknown, signature?: string): Promise<void> {
  const payload = JSON.stringify(body)
  await fetch(`${console.url}/api/typeform/webhook`, {
    method: 'POST',
    headers: { 'typeform-signature': signature ?? sign(payload, SECRET) },
    body: payload,
  })
}

async function auditOf(deliveryId: string): Promise<string[]> {
  const rows = await console.services.db
    .selectFrom('audit_log')
    .select(['actor', 'action'])
    .where('subject', '=', `delivery:${deliveryId}`)
    .orderBy('id')
    .execute()
  return rows.map(({ actor, action }) => `${actor} ${action}`)
}

it.each([
  ['light', 1280],
  ['dark', 375],
] as const)('shows every delivery accessibly in %s at %i pixels', async (colorScheme, width) => {
  await using visit = await console.visit('/admin/inbox', {
    as: ADA,
    colorScheme,
    viewport: { width, height: 900 },
  })
  const { page } = visit
  await page.getByRole('button', { name: 'Delivery 8', exact: true }).waitFor()
  await page.getByText('1 delivery has a shape that no adapter knows.').waitFor()
  for (const outcome of ['duplicate', 'partial', 'foreign form', 'unread'])
    expect(await page.getByRole('row').getByText(outcome, { exact: true }).count(), outcome).toBe(1)
  if (colorScheme === 'light') await shootForDocs(page, 'inbox')
  await expectAccessible(page)
  await expectNoSidewaysScroll(page)
  await page.getByRole('button', { name: 'Delivery 1', exact: true }).click()
  await page.getByText('"text": "<img src=x onerror=alert(1)> Ada"').waitFor()
  expect(await page.getByRole('dialog').locator('img').count()).toBe(0)
  await expectAccessible(page)
  await expectNoSidewaysScroll(page)
  await page.getByRole('button', { name: 'Close' }).click()
  await page.getByRole('link', { name: /quarantine/i }).click()
  await page.getByText('wrong signature').waitFor()
  await expectAccessible(page)
  await expectNoSidewaysScroll(page)
  expect(visit.complaints).toEqual([])
})

it('keeps in the audit log who opened a body, once for each time', async () => {
  const before = (await auditOf('3')).length
  await using visit = await console.visit('/admin/inbox?delivery=3', { as: SAM })
  await visit.page.getByText('"event_type": "form_response_partial"').waitFor()
  expect((await auditOf('3')).slice(before)).toEqual(['admin:sam inbox.body-read'])
  expect(await visit.page.getByRole('button', { name: /Replay|Discard/ }).count()).toBe(0)
})

it('reads a delivery again with one click after the map was corrected', async () => {
  const owner = console.services.as({ type: 'admin', name: 'olga', role: 'owner' })
  await setFieldMap(owner, { ...DEFAULT_FIELD_MAP, email: ['email', 'mail'] })
  await using visit = await console.visit('/admin/inbox?show=submitted', { as: ADA })
  const { page } = visit
  await page.getByRole('button', { name: 'Replay delivery 8' }).click()
  await page.getByText(/Application \d+ has the answers as they are read now\./).waitFor()
  expect(await auditOf('8')).toEqual(['admin:ada inbox.replayed'])
})

it('discards a test and promotes another, by keyboard alone', async () => {
  await using visit = await console.visit('/admin/inbox?show=test', { as: ADA })
  const { page } = visit
  await page.getByRole('button', { name: 'Delivery 5', exact: true }).press('Enter')
  await page.getByRole('button', { name: 'Discard' }).press('Enter')
  await page.getByText('Delivery 5 is put aside.').waitFor()
  await page.getByRole('button', { name: 'Delivery 6', exact: true }).press('Enter')
  await page.getByRole('button', { name: 'Promote to an application' }).press('Enter')
  await page.getByText(/Delivery 6 made application \d+\./).waitFor()
  await page.getByText('No delivery is like that').waitFor()
  await page.getByRole('link', { name: /discarded/i }).click()
  await page.getByRole('button', { name: 'Delivery 5', exact: true }).waitFor()
  expect(await page.evaluate(() => location.search)).toBe('?show=discarded')
})

it('shows a viewer and a stranger nothing, and says why', async () => {
  for (const visitor of [{ as: VERA }, {}]) {
    await using visit = await console.visit('/admin/inbox', visitor)
    await visit.page.getByRole('alert').first().waitFor()
    expect(await visit.page.locator('body').innerText()).not.toMatch(/Delivery \d/)
  }
})
