import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findChromium, launchChromium } from '../apps/console/test/chromium.ts'
import { freePort, type Line, processesOf, RunningNetwork } from './running-network.ts'

const folder = mkdtempSync(join(tmpdir(), 'noderr-network-'))
const is = (event: string) => (line: Line) => line.event === event
const problems = (network: RunningNetwork) => [
  ...network.lines.filter(({ event }) => event === 'error' || event === 'warning'),
  ...network.foreign,
]
const acceptedBy = (network: RunningNetwork) =>
  new Set(network.lines.filter(is('prediction.accepted')).map((line) => line.tier))

let port: number
beforeAll(async () => {
  port = await freePort()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('npm start', () => {
  let firstHead = { closeTime: 0, epoch: -1 }

  it('goes from nothing to a closed epoch with a root, without one warning', {
    timeout: 240_000,
  }, async () => {
    const network = new RunningNetwork(['--data', folder, '--port', String(port)])
    const ready = await network.until(is('ready'))
    expect(ready, JSON.stringify(network.lines.slice(-5))).toMatchObject({ url: `http://localhost:${port}` })

    const closed = await network.until((line) => line.event === 'epoch.closed' && line.root !== null)
    expect(closed?.root).toMatch(/^0x[0-9a-f]{64}$/)
    await network.until(() => acceptedBy(network).size === 3)
    expect(acceptedBy(network)).toEqual(new Set(['validator', 'guardian', 'oracle']))
    expect(network.lines.some(is('round.scored'))).toBe(true)

    await page(port, String(closed?.root), String(ready?.adminUrl))
    sealed(network)

    const refused = new RunningNetwork(['--data', folder, '--port', String(await freePort())])
    expect(await refused.exited).toBe(1)
    expect(problems(refused)).toEqual([expect.objectContaining({ code: 'local-network.second-instance' })])

    expect(await network.stop('SIGTERM')).toBe(0)
    expect(problems(network)).toEqual([])
    expect(processesOf(folder)).toEqual([])
    const last = network.lines.filter(is('prediction.accepted')).at(-1)
    firstHead = { closeTime: Number(last?.closeTime), epoch: Number(closed?.epoch) }
  })

  it('goes on where it ended, with the same nodes and a later epoch', { timeout: 240_000 }, async () => {
    const network = new RunningNetwork(['--data', folder, '--port', String(port)])
    await network.until(is('ready'))
    const accepted = await network.until(is('prediction.accepted'))
    expect(Number(accepted?.closeTime)).toBeGreaterThan(firstHead.closeTime - 3_600_000)
    const closed = await network.until(is('epoch.closed'))
    expect(Number(closed?.epoch)).toBeGreaterThan(firstHead.epoch)
    expect(await network.stop('SIGINT')).toBe(0)
    expect(problems(network)).toEqual([])
    expect(processesOf(folder)).toEqual([])
  })
})

describe('npm start says in one sentence and exits with 1', () => {
  const failure = async (args: readonly string[]) => {
    const network = new RunningNetwork(args)
    expect(await network.exited).toBe(1)
    return problems(network)
  }

  it('that a candle file is missing', async () => {
    expect(await failure(['--candles', '/nowhere.csv', '--data', join(folder, 'a')])).toEqual([
      expect.objectContaining({
        code: 'local-network.missing-candles',
        message: expect.stringContaining('/nowhere.csv'),
      }),
    ])
  })

  it('that a candle file holds something else', async () => {
    const file = join(folder, 'text.csv')
    writeFileSync(file, 'timestamp_ms,open,high,low,close,volume\n1672531200000,one,2,1,1,1\n')
    expect(
      await failure(['--candles', file, '--data', join(folder, 'b'), '--port', String(await freePort())]),
    ).toEqual([expect.objectContaining({ event: 'error', message: expect.stringContaining('text.csv') })])
  })

  it('that the port is taken', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, resolve))
    const address = server.address()
    const taken = typeof address === 'object' && address ? address.port : 0
    expect(await failure(['--port', String(taken), '--data', join(folder, 'c')])).toEqual([
      expect.objectContaining({ code: 'local-network.busy-port' }),
    ])
    await new Promise((resolve) => server.close(resolve))
  })
})

/** Looks at the page as a person would; without a browser only at what the server sends. */
async function page(at: number, root: string, adminUrl: string): Promise<void> {
  const answer = await fetch(`http://localhost:${at}/`)
  expect(answer.status).toBe(200)
  expect(await answer.text()).toContain('<div id="root"')
  const executable = findChromium()
  if (!executable) return
  const browser = await launchChromium(executable)
  try {
    const opened = await browser.newPage()
    await opened.goto(adminUrl)
    await opened.getByRole('button', { name: 'Sign in', exact: true }).click()
    await opened.getByText('3 of 3 online').waitFor()
    expect(root).toMatch(/^0x/)
    await opened
      .getByText(/^0x[0-9a-f]{64}$/)
      .first()
      .waitFor()
    await opened.getByText('owner').first().waitFor()
  } finally {
    await browser.close()
  }
}

/** Events carry who and when, never what: a prediction is sealed until its round settles. */
function sealed(network: RunningNetwork): void {
  for (const line of network.lines.filter(is('prediction.accepted'))) {
    expect(Object.keys(line)).not.toEqual(expect.arrayContaining(['p0']))
    expect(JSON.stringify(line)).not.toMatch(/"p[012]"|probabilit|action|confidence/)
  }
}
