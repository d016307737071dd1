import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { findRunningPostgres, removePostgres } from '@noderr/embedded-postgres'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'

// Whole programs on a machine that may be busy; the bounds of stopping stand in the code.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 })

const MAIN = join(import.meta.dirname, '../src/main.ts')

let dataDir: string
let port: number
let started: Started | undefined

interface Started {
  readonly child: ChildProcess
  readonly lines: Record<string, unknown>[]
  seen(event: string): Promise<Record<string, unknown>>
}

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'noderr-control-plane-'))
  port = await freePort()
})

afterEach(async () => {
  if (started && started.child.exitCode === null && started.child.signalCode === null) {
    started.child.kill('SIGTERM')
    await once(started.child, 'exit')
  }
  started = undefined
  await removePostgres(join(dataDir, 'postgres'))
  rmSync(dataDir, { recursive: true, force: true })
})

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port: free } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return free
}

function start(environment: Record<string, string> = {}): Started {
  const child = spawn(process.execPath, [MAIN, '--json'], {
    env: { PATH: process.env.PATH, PORT: String(port), DATA_DIR: dataDir, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const lines: Record<string, unknown>[] = []
  const arrived = new EventTarget()
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(JSON.parse(line) as Record<string, unknown>)
    arrived.dispatchEvent(new Event('line'))
  })
  const seen = async (event: string): Promise<Record<string, unknown>> => {
    for (;;) {
      const found = lines.find((line) => line.event === event)
      if (found) return found
      if (child.exitCode !== null) throw new RangeError(`ended before ${event}: ${JSON.stringify(lines)}`)
      await once(arrived, 'line')
    }
  }
  started = { child, lines, seen }
  return started
}

const ask = (path: string) => fetch(`http://127.0.0.1:${port}${path}`)

async function answers(path: string): Promise<number> {
  for (;;) {
    try {
      return (await ask(path)).status
    } catch {
      await sleep(50)
    }
  }
}

function processesNaming(script: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const words = readFileSync(`/proc/${pid}/environ`, 'utf8')
        return words.includes(dataDir) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(script)
      } catch {
        return false
      }
    })
    .map(Number)
}

it('starts a database, the schema, api and worker, and on SIGTERM leaves no process', async () => {
  const { child, seen, lines } = start()
  expect(await seen('ready')).toEqual({ event: 'ready', url: `http://localhost:${port}` })
  expect((await ask('/healthz')).status).toBe(200)
  expect(await (await ask('/readyz')).json()).toEqual({ status: 'ready' })
  expect(await (await ask('/openapi.json')).json()).toHaveProperty(['paths', '/api/predictions'])
  expect((await ask('/api/nothing')).headers.get('content-type')).toMatch('application/problem+json')
  expect(lines.filter((line) => Number(line.level) >= 40)).toEqual([])

  child.kill('SIGTERM')
  expect(await once(child, 'exit')).toEqual([0, null])
  expect(processesNaming('')).toEqual([])
  expect(findRunningPostgres(join(dataDir, 'postgres'))).toBeUndefined()
})

it('trades the login link for a session once', async () => {
  const { seen } = start()
  const { url } = await seen('admin.login')
  const token = String(url).split('#')[1]
  await seen('ready')
  const logIn = () =>
    fetch(`http://127.0.0.1:${port}/api/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
    })
  const answer = await logIn()
  expect(answer.status).toBe(200)
  const cookie = answer.headers.get('set-cookie') ?? ''
  expect(cookie).toMatch(/HttpOnly; SameSite=Strict/)
  const session = await fetch(`http://127.0.0.1:${port}/api/auth/session`, {
    headers: { cookie: cookie.split(';')[0] ?? '' },
  })
  expect(await session.json()).toMatchObject({ kind: 'admin', name: 'owner', role: 'owner' })
  expect(await (await logIn()).json()).toMatchObject({ code: 'auth.login-refused' })
})

it('reports a crashed child and a crashed database and starts them again', async () => {
  const { seen } = start()
  await seen('ready')
  for (const pid of processesNaming('api.ts')) process.kill(pid, 'SIGKILL')
  expect(await seen('child.crashed')).toMatchObject({ child: 'api', ending: 'SIGKILL' })
  await seen('child.restarted')
  expect(await answers('/readyz')).toBe(200)

  const cluster = join(dataDir, 'postgres/cluster/postmaster.pid')
  process.kill(Number(readFileSync(cluster, 'utf8').split('\n')[0]), 'SIGKILL')
  await seen('database.restarted')
  expect(await answers('/readyz')).toBe(200)
})

it('takes its children along when it is killed, and the next start adopts the data', async () => {
  const first = start()
  await first.seen('ready')
  first.child.kill('SIGKILL')
  await once(first.child, 'exit')
  const second = start()
  await second.seen('ready')
  expect(await answers('/readyz')).toBe(200)
  expect(processesNaming('api.ts')).toHaveLength(1)
  expect(processesNaming('worker.ts')).toHaveLength(1)
})

it('leaves no process when it is stopped or killed while it starts', async () => {
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    const { child } = start()
    while (processesNaming('api.ts').length === 0) await sleep(10)
    child.kill(signal)
    await once(child, 'exit')
    while (processesNaming('api.ts').length + processesNaming('worker.ts').length > 0) await sleep(50)
  }
})

it('ends with code 1 and one sentence for a busy port and for a wrong setting', async () => {
  const taken = createServer().listen(port, '127.0.0.1')
  await once(taken, 'listening')
  const busy = start()
  expect(await busy.seen('error')).toMatchObject({
    message: expect.stringContaining(`port ${port} is taken`),
  })
  expect(await once(busy.child, 'exit')).toEqual([1, null])
  taken.close()

  const wrong = start({ CHAIN_ID: '8453' })
  expect(await wrong.seen('error')).toMatchObject({
    code: 'config.invalid',
    message: expect.stringContaining('NETWORK_ID'),
  })
  expect(await once(wrong.child, 'exit')).toEqual([1, null])
})
