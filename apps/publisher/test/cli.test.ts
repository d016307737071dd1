import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  ChannelKey,
  FileArtifactStore,
  openReleaseArchive,
  ReleaseChannel,
  signTimestamp,
  storeMetadataSource,
} from '@noderr/releases'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { main } from '../src/cli.ts'
import { sampleFolder, writeFolder } from './model-folder.ts'
import { sampleNetwork } from './sample-network.ts'

const BIN = join(import.meta.dirname, '../bin/noderr-model.js')
const clock = { now: () => Date.now() }
const timestampKey = ChannelKey.generate()
let folder: string
let at: (...names: string[]) => string
let archive: string

interface Outcome {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

function run(args: readonly string[], env: Record<string, string> = {}): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(process.execPath, [BIN, ...args], { env: { ...process.env, ...env } }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    )
  })
}

/** The same without a process of its own: for what ends before any work. */
async function runHere(args: readonly string[]): Promise<Outcome> {
  const stdout = vi.spyOn(console, 'log').mockImplementation(() => undefined)
  const stderr = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  try {
    const code = await main(['node', 'noderr-model', ...args])
    return { code, stdout: stdout.mock.calls.join('\n'), stderr: stderr.mock.calls.join('\n') }
  } finally {
    vi.restoreAllMocks()
  }
}

async function json(args: readonly string[]) {
  const { code, stdout, stderr } = await run([...args, '--json'])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return JSON.parse(stdout)
}

async function releases(root = at('keys', '1.root.json')) {
  const channel = new ReleaseChannel({
    trustedRoot: await readFile(root),
    source: storeMetadataSource(new FileArtifactStore(at('store'))),
    directory: await mkdtemp(at('client-')),
    tiers: ['validator', 'oracle'],
  })
  return (await channel.refresh()).releases.map(
    ({ tier, modelId, version }) => `${tier}/${modelId}/${version}`,
  )
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'publisher-'))
  at = (...names) => join(folder, ...names)
  await writeFile(at('network.json'), JSON.stringify(sampleNetwork))
  await writeFile(at('timestamp.json'), JSON.stringify(timestampKey.publicKey))
  await writeFile(at('timestamp.pem'), timestampKey.toPem())
  await writeFolder(at('model'))
  const keys = ['--dir', at('keys'), '--timestamp-key', at('timestamp.json'), '--network', at('network.json')]
  await json(['keys', 'init', '--plaintext', ...keys])
  const { packages } = await json(['package', at('model'), '--out', at('packages')])
  archive = packages[0].path
})
afterAll(() => rm(folder, { recursive: true }))

const channel = () => ['--store', at('store'), '--keys', at('keys')]
const signed = () => [...channel(), '--timestamp-key-file', at('timestamp.pem')]

it('packages, publishes and serves a release that a client verifies', async () => {
  const { files, snapshotVersion } = await json(['publish', archive, ...signed()])
  expect(files.slice(1)).toEqual([
    '1.targets.json',
    '1.tier-micro.json',
    '1.tier-validator.json',
    '1.tier-guardian.json',
    '1.tier-oracle.json',
    '1.snapshot.json',
  ])
  expect(snapshotVersion).toBe(1)
  expect(await releases()).toEqual(['validator/sample-direction/1.0.0', 'oracle/sample-direction/1.0.0'])
  const stored = at('store', 'models', 'sample-direction', '1.0.0', 'model.tar.gz')
  expect((await openReleaseArchive(stored)).manifest.id).toBe('sample-direction')
  expect((await json(['publish', archive, ...signed()])).files).toEqual([])
})

it('publishes several packages in one change', async () => {
  const next = ['--release-version', '1.1.0', '--sequence', '2', '--out', at('next')]
  const { packages } = await json(['package', at('model'), ...next])
  const other = JSON.parse(String(sampleFolder()['release.json']))
  await writeFolder(at('other'), {
    ...sampleFolder(),
    'release.json': JSON.stringify({ ...other, id: 'other' }),
  })
  const second = await json(['package', at('other'), '--out', at('packages')])
  const { files } = await json(['publish', packages[0].path, second.packages[0].path, ...signed()])
  expect(files).toEqual(['2.tier-validator.json', '2.tier-oracle.json', '2.snapshot.json'])
  expect(await releases()).toHaveLength(6)
})

it('rolls a model back to a version that is published, and to no other', async () => {
  const back = ['rollback', 'sample-direction', '--to', '1.0.0', ...signed()]
  expect((await json(back)).files).toEqual(['3.tier-validator.json', '3.tier-oracle.json', '3.snapshot.json'])
  for (const wrong of [
    ['sample-direction', '--to', '7.0.0'],
    ['nothing', '--to', '1.0.0'],
  ])
    expect(await runHere(['rollback', ...wrong, ...signed()])).toMatchObject({
      code: 1,
      stderr: /is not published/,
    })
})

it('asks the control plane to sign the timestamp', async () => {
  const seen: string[] = []
  const server: Server = createServer(async (request, response) => {
    seen.push(`${request.method} ${request.url} ${request.headers.authorization}`)
    const { snapshotVersion } = await signTimestamp(new FileArtifactStore(at('store')), timestampKey, clock)
    response
      .setHeader('content-type', 'application/json')
      .end(JSON.stringify({ snapshotVersion, releases: [] }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = address && typeof address === 'object' ? address.port : 0
  await writeFile(at('token'), 'secret-token\n')
  const remote = ['--control-plane', `http://127.0.0.1:${port}/`, '--token-file', at('token')]
  const { snapshotVersion } = await json(['publish', ...channel(), ...remote])
  server.close()
  expect(snapshotVersion).toBeGreaterThan(0)
  expect(seen).toEqual(['POST /api/models/releases Publisher secret-token'])
})

it('verifies, inspects and runs a package without keys', async () => {
  const { digest, manifest } = await json(['inspect', archive])
  expect(manifest.id).toBe('sample-direction')
  expect(await json(['verify', archive])).toMatchObject({ digest, goldenRows: 16 })
  await writeFile(at('rows.csv'), 'close_time,ready,return_2,return_1\n7200000,1,0.5,0.25\n3600000,0,,\n')
  const row = await json(['run', archive, '--input', at('rows.csv')])
  expect(row).toMatchObject({ line: 2, closeTime: 7_200_000 })
  expect(row.probabilities.reduce((sum: number, p: number) => sum + p, 0)).toBeCloseTo(1, 12)
})

it('writes the feature matrix of a candle file', async () => {
  const candles = Array.from({ length: 400 }, (_, index) => {
    const close = 100 + Math.sin(index / 5)
    return [index * 3_600_000, close, close + 1, close - 1, close, 10].join()
  })
  await writeFile(at('candles.csv'), ['timestamp_ms,open,high,low,close,volume', ...candles, ''].join('\n'))
  const input = ['--candles', at('candles.csv'), '--schema', at('model', 'features.json')]
  const { stdout } = await run(['features', ...input])
  const lines = stdout.trimEnd().split('\n')
  expect(lines[0]).toBe('open_time,close_time,open,high,low,close,volume,ready,return_1,return_2')
  expect(lines).toHaveLength(401)
  expect(lines[1]?.endsWith(',0,,')).toBe(true)
  const [openTime, , , , , close, , ready, change] = (lines[400] ?? '').split(',')
  expect([openTime, ready]).toEqual([String(399 * 3_600_000), '1'])
  expect(Number(change)).toBeCloseTo(Math.log(Number(close) / (100 + Math.sin(398 / 5))), 12)
  await run(['features', ...input, '--out', at('matrix.csv')])
  expect(await readFile(at('matrix.csv'), 'utf8')).toBe(stdout)
})

it('keeps keys unreadable without their passphrase, and to their owner only', async () => {
  await writeFile(at('passphrase'), 'correct horse battery staple\n')
  const env = { NODERR_KEYS_PASSPHRASE_FILE: at('passphrase') }
  const init = ['keys', 'init', '--dir', at('locked'), '--timestamp-key', at('timestamp.json')]
  expect((await run(init, env)).code).toBe(0)
  expect((await stat(at('locked', 'root.key.json'))).mode & 0o777).toBe(0o600)
  expect(await readFile(at('locked', 'root.key.json'), 'utf8')).not.toContain('PRIVATE')
  const publish = ['publish', '--store', at('locked-store'), '--keys', at('locked')]
  expect(await run(publish)).toMatchObject({ code: 1, stderr: /encrypted/ })
  await writeFile(at('wrong'), 'another\n')
  const wrong = await run(publish, { NODERR_KEYS_PASSPHRASE_FILE: at('wrong') })
  expect(wrong).toMatchObject({ code: 1, stderr: /passphrase is wrong/ })
  expect((await run(publish, env)).code).toBe(0)
})

it('says in one sentence what is wrong and ends with 1', async () => {
  await writeFile(at('not-a-package'), 'hello')
  const timestamp = ['--timestamp-key', at('timestamp.json')]
  const wrongs = [
    ['verify', at('not-a-package')],
    ['verify', at('nowhere')],
    ['package', at('nowhere'), '--out', at('x')],
    ['publish', archive, '--store', at('store'), '--keys', at('nowhere')],
    ['keys', 'init', '--dir', at('keys'), '--plaintext', '--network', at('network.json'), ...timestamp],
    ['keys', 'init', '--dir', at('open'), '--plaintext', ...timestamp],
    ['keys', 'init', '--dir', at('open')],
    ['features', '--candles', at('nowhere.csv'), '--schema', at('model', 'features.json')],
    ['run', archive, '--input', at('model', 'config.json')],
    ['publish', archive, ...channel(), '--control-plane', 'http://127.0.0.1:9'],
    ['nonsense'],
  ]
  for (const args of wrongs) {
    const { code, stderr, stdout } = await runHere(args)
    expect({ args, code, lines: stderr.split('\n').length, stdout }).toEqual({
      args,
      code: 1,
      lines: 1,
      stdout: '',
    })
  }
})

it('refuses to publish into the store of another channel', async () => {
  const init = ['keys', 'init', '--dir', at('stranger'), '--plaintext']
  await json([...init, '--timestamp-key', at('timestamp.json'), '--network', at('network.json')])
  const { code, stderr } = await run(['publish', archive, '--store', at('store'), '--keys', at('stranger')])
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('another root') })
})

it('shows an example for every command', async () => {
  const commands = [
    ['keys', 'init'],
    ['features'],
    ['package'],
    ['publish'],
    ['rollback'],
    ['resign'],
    ['inspect'],
    ['verify'],
    ['run'],
  ]
  for (const command of commands) {
    const { code, stdout } = await runHere([...command, '--help'])
    expect({ command, code, stdout }).toEqual({
      command,
      code: 0,
      stdout: expect.stringContaining('Example:'),
    })
  }
})
