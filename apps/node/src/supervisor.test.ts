import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createLog } from './log.ts'
import { HALTED, MISCONFIGURED, supervise } from './supervisor.ts'

/** A child that counts its starts in a file and then does as `body` says; `starts` is how often it was started. */
function childThat(body: string) {
  const folder = mkdtempSync(join(tmpdir(), 'noderr-supervisor-'))
  const starts = join(folder, 'starts')
  const script = join(folder, 'child.mjs')
  writeFileSync(starts, '')
  writeFileSync(
    script,
    `import { appendFileSync, readFileSync } from 'node:fs'
appendFileSync(${JSON.stringify(starts)}, '.')
const starts = readFileSync(${JSON.stringify(starts)}, 'utf8').length
process.on('disconnect', () => process.exit(0))
${body}`,
  )
  const messages: unknown[] = []
  const options = {
    script,
    args: [],
    env: {},
    log: createLog('silent'),
    random: () => 0,
    onMessage: (message: unknown) => messages.push(message),
  }
  return { options, messages, countStarts: () => readFileSync(starts, 'utf8').length }
}

const NEVER = new AbortController().signal

it.each([
  ['a crash', 'if (starts < 3) throw new Error("crash"); process.exit(70)'],
  ['a kill', 'if (starts < 3) process.kill(process.pid, "SIGKILL"); else process.exit(70)'],
])('starts the node again after %s, and not after a halt', async (_, body) => {
  const { options, countStarts } = childThat(body.replace('throw new Error("crash")', 'process.exit(9)'))
  expect(await supervise(options, NEVER)).toBe(HALTED)
  expect(countStarts()).toBe(3)
})

it('does not start a misconfigured node again', async () => {
  const { options, countStarts } = childThat('process.exit(1)')
  expect(await supervise(options, NEVER)).toBe(MISCONFIGURED)
  expect(countStarts()).toBe(1)
})

it('passes on what the node says, asks it to stop, and waits until it has', async () => {
  const stop = new AbortController()
  const { options, messages } = childThat(`
    process.on('SIGTERM', () => { process.send({ event: 'drained' }, () => process.exit(0)) })
    process.send({ event: 'ready' })
    setInterval(() => {}, 1000)`)
  const onMessage = (message: unknown) => {
    options.onMessage(message)
    stop.abort()
  }
  expect(await supervise({ ...options, onMessage }, stop.signal)).toBe(0)
  expect(messages).toEqual([{ event: 'ready' }, { event: 'drained' }])
})
