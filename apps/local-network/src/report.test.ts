import { expect, it } from 'vitest'
import { parseEvent } from './events.ts'
import { problemIn } from './log-watch.ts'
import { jsonReport, plainReport } from './report.ts'
import { deliver, typeformDelivery } from './typeform.ts'

const nodeId = `0x${'22'.repeat(32)}`
const accepted = {
  event: 'prediction.accepted',
  nodeId,
  tier: 'oracle',
  kind: 'direction',
  closeTime: 1_672_531_200_000,
}

it('prints events for programs one object a line, and keeps the login link to the ready line', () => {
  const lines: string[] = []
  const report = jsonReport((line) => lines.push(line))
  const [event, login] = [
    parseEvent(accepted),
    parseEvent({ event: 'admin.login', url: 'http://x/login#secret' }),
  ]
  if (!event || !login) throw new Error('the events were not read')
  report.event(event)
  report.event(login)
  report.ready({
    url: 'http://localhost:1',
    adminUrl: 'http://x/login#secret',
    mailDir: '/d/mail',
    seconds: 9,
  })
  expect(lines.map((line) => JSON.parse(line).event)).toEqual(['prediction.accepted', 'ready'])
  expect(lines.every((line) => line.endsWith('\n'))).toBe(true)
})

it('prints a line per node for people when an epoch closes, names and amounts included', () => {
  let text = ''
  const report = plainReport({ write: (more) => (text += more) }, [
    { name: 'oracle-1', tier: 'oracle', nodeId: () => nodeId },
  ])
  for (const message of [
    accepted,
    { event: 'prediction.receipted', nodeId, latencyMs: 3.21, modelId: 'btc-1h-direction', version: '1.0.0' },
    { event: 'epoch.closed', epoch: 4, root: '0xabc', totalWei: '1234567890000000000' },
  ]) {
    const event = parseEvent(message)
    if (event) report.event(event)
  }
  expect(text).toContain('epoch 4 closed  1.23 NODR  root 0xabc')
  expect(text).toMatch(/oracle-1 +2023-01-01 00:00 +1 accepted +3\.2 ms +btc-1h-direction 1\.0\.0/)
})

it('takes no other message for an event', () => {
  expect(parseEvent({ event: 'prediction.accepted' })).toBeUndefined()
  expect(parseEvent('ready')).toBeUndefined()
})

it('finds warnings, errors and foreign text in a log, and nothing else', () => {
  expect(problemIn('{"level":30,"msg":"fine"}')).toBeUndefined()
  expect(problemIn('')).toBeUndefined()
  expect(problemIn('{"level":40,"msg":"slow"}')).toEqual({ level: 'warning', message: 'slow' })
  expect(problemIn('{"level":50,"msg":"no","err":{"message":"why"}}')).toEqual({
    level: 'error',
    message: 'no: why',
  })
  expect(problemIn('(node:1) Warning: odd')).toMatchObject({ level: 'error' })
})

it('signs a form delivery over the bytes that it sends', async () => {
  const applicant = { name: 'A', email: 'a@b.test', wallet: '0x0', tier: 'oracle', token: 't' } as const
  const delivery = typeformDelivery(applicant, '2026-01-01T00:00:00.000Z')
  expect(delivery).toMatchObject({ event_type: 'form_response', form_response: { token: 't' } })
  await expect(deliver('http://127.0.0.1:9', 's', delivery, AbortSignal.timeout(5_000))).rejects.toThrow()
})
