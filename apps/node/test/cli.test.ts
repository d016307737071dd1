import { chmodSync, mkdirSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { type Bundle, bundleFiles, bundleName, type Delegation, delegationDigest } from '@noderr/protocol'
import { packTar } from 'modern-tar'
import { recoverAddress } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { beforeAll, expect, it } from 'vitest'
import { runCli } from './run-cli.ts'
import { SAMPLE_DOMAIN, SAMPLE_NODE_ID } from './sample-node.ts'
import { sampleRelease } from './sample-release.ts'

const wallet = privateKeyToAccount(generatePrivateKey())
const folder = mkdtempSync(join(tmpdir(), 'noderr-cli-'))
const dataDir = join(folder, 'node')
const secret = 'ab'.repeat(32)
const bundle: Bundle = {
  nodeId: SAMPLE_NODE_ID,
  tier: 'oracle',
  operator: wallet.address as never,
  apiKey: `noderr_${'66'.repeat(16)}` as never,
  apiSecret: secret,
  controlPlaneUrl: 'http://127.0.0.1:9',
  ...SAMPLE_DOMAIN,
  rootJson: '{}',
  laterRoots: [],
}
let nodeKey = ''

beforeAll(async () => {
  const made = await runCli(
    ['init', '--bundle', '-', '--data-dir', dataDir, '--json'],
    JSON.stringify(bundle),
  )
  expect(made).toMatchObject({ code: 0, stderr: '' })
  nodeKey = JSON.parse(made.stdout).nodeKey
})

it('makes secrets that nobody else can read, and prints none of them', async () => {
  for (const name of ['node.env', 'keystore.json', 'keystore.password', 'node.secret'])
    expect(statSync(join(dataDir, name)).mode & 0o777).toBe(0o600)
  const { stdout, stderr } = await runCli(['init', '--data-dir', dataDir])
  expect(stdout + stderr).not.toContain(secret)
})

it('keeps its hot key when it is set up again', async () => {
  const again = await runCli(
    ['init', '--bundle', '-', '--data-dir', dataDir, '--json'],
    JSON.stringify(bundle),
  )
  expect(JSON.parse(again.stdout).nodeKey).toBe(nodeKey)
})

it('takes the archive of the claim page and the folder unpacked from it as it takes the JSON', async () => {
  const folderName = bundleName(bundle)
  const entries = bundleFiles(bundle).map(({ path, text }) => {
    const body = new TextEncoder().encode(text)
    return { header: { name: `${folderName}/${path}`, size: body.length, type: 'file' as const }, body }
  })
  const archive = join(folder, `${folderName}.tar.gz`)
  writeFileSync(archive, gzipSync(await packTar(entries)))
  const unpacked = join(folder, folderName)
  for (const { path, text } of bundleFiles(bundle)) {
    mkdirSync(dirname(join(unpacked, path)), { recursive: true })
    writeFileSync(join(unpacked, path), text)
  }
  const expected = readFileSync(join(dataDir, 'node.env'), 'utf8')
  for (const [index, given] of [archive, unpacked].entries()) {
    const other = join(folder, `node-${index}`)
    const made = await runCli(['init', '--bundle', given, '--data-dir', other, '--json'])
    expect(made).toMatchObject({ code: 0, stderr: '' })
    expect(readFileSync(join(other, 'node.env'), 'utf8')).toBe(expected)
    expect(readFileSync(join(other, 'trust-root.json'), 'utf8')).toBe(bundle.rootJson)
  }
})

it('keeps the secret that it has when a bundle comes without, and asks for one where it has none', async () => {
  const { apiSecret: _, ...open } = bundle
  const withoutSecret = join(folder, 'without-secret')
  for (const { path, text } of bundleFiles(open)) {
    mkdirSync(dirname(join(withoutSecret, path)), { recursive: true })
    writeFileSync(join(withoutSecret, path), text)
  }
  const before = readFileSync(join(dataDir, 'node.env'), 'utf8')
  const kept = await runCli(['init', '--bundle', withoutSecret, '--data-dir', dataDir])
  expect(kept).toMatchObject({ code: 0, stderr: '' })
  expect(readFileSync(join(dataDir, 'node.env'), 'utf8')).toBe(before)
  const asked = await runCli(['init', '--bundle', withoutSecret, '--data-dir', join(folder, 'empty')])
  expect(asked).toMatchObject({ code: 1, stderr: expect.stringContaining('comes without its secret') })
})

it('refuses a file that is no bundle in one sentence, without repeating it', async () => {
  const broken = join(folder, 'broken.tar.gz')
  writeFileSync(broken, gzipSync('hunter2 is no archive'))
  const refused = await runCli(['init', '--bundle', broken, '--data-dir', join(folder, 'empty')])
  expect(refused).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^noderr-node: the bundle was refused/),
  })
  expect(refused.stderr).not.toContain('hunter2')
})

it('asks the wallet for one delegation, the same until it is signed, and signed it recovers to the wallet', async () => {
  const args = ['delegation-request', '--json', '--data-dir', dataDir]
  const request = JSON.parse((await runCli(args)).stdout)
  expect(JSON.parse((await runCli(args)).stdout)).toEqual(request)
  const delegation: Delegation = request.message
  expect(delegation).toMatchObject({ nodeKey, scopes: 'predict heartbeat', operator: wallet.address })
  const signature = await wallet.signTypedData(request)
  expect(await recoverAddress({ hash: delegationDigest(SAMPLE_DOMAIN, delegation), signature })).toBe(
    wallet.address,
  )
})

it('says in one sentence that the control plane does not answer', async () => {
  const signature = `0x${'11'.repeat(65)}`
  const { code, stderr } = await runCli(['enroll', '--signature', signature, '--data-dir', dataDir])
  expect(code).toBe(1)
  expect(stderr).toMatch(/^noderr-node: http:\/\/127\.0\.0\.1:9\S* did not answer.*\n$/)
})

it('refuses settings that others may read', async () => {
  const path = join(dataDir, 'node.env')
  chmodSync(path, 0o640)
  const { code, stderr } = await runCli(['start', '--data-dir', dataDir])
  chmodSync(path, 0o600)
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: `noderr-node: ${path} holds secrets but has mode 640; run: chmod 600 ${path}\n`,
  })
})

it('names each variable at fault, never its value', async () => {
  const path = join(dataDir, 'node.env')
  const good = readFileSync(path, 'utf8')
  writeFileSync(
    path,
    good.replace(/NODE_TIER=.*/, 'NODE_TIER=emperor').replace(/API_SECRET=.*/, 'API_SECRET=hunter2'),
  )
  const { code, stderr } = await runCli(['start', '--data-dir', dataDir])
  writeFileSync(path, good)
  expect(code).toBe(1)
  expect(stderr).toMatch(/NODE_TIER: "emperor" is no tier.*API_SECRET: expected the 64 hex digits/)
  expect(stderr).not.toContain('hunter2')
})

it('takes a trust root or a candle file on the local chain alone', async () => {
  const path = join(dataDir, 'node.env')
  const good = readFileSync(path, 'utf8')
  writeFileSync(path, good.replace('CHAIN_ID=31337', 'CHAIN_ID=8453'))
  const { code, stderr } = await runCli(['start', '--trust-root', 'root.json', '--data-dir', dataDir])
  writeFileSync(path, good)
  expect(code).toBe(1)
  expect(stderr).toContain('TRUST_ROOT: is for chain 31337 alone')
})

it('says that no node has run where none has', async () => {
  const { code, stderr } = await runCli(['status', '--data-dir', join(folder, 'nowhere')])
  expect(code).toBe(1)
  expect(stderr).toMatch(/^noderr-node: no node has run here/)
})

it.each([
  ['text', 'Dear reader,\nthese are no candles.\n'],
  [
    'disorder',
    'timestamp_ms,open,high,low,close,volume\n7200000,1,1,1,1,1\n3600000,1,1,1,1,1\n10800000,1,1,1,1,1\n',
  ],
  ['no candle at all', 'timestamp_ms,open,high,low,close,volume\n'],
])('refuses a candle file of %s with one sentence', async (_, content) => {
  const candles = join(folder, 'candles.csv')
  const release = join(folder, 'model.tar.gz')
  writeFileSync(candles, content)
  writeFileSync(release, (await sampleRelease()).archive)
  const out = join(folder, 'out.jsonl')
  const { code, stderr } = await runCli(['replay', '--candles', candles, '--release', release, '--out', out])
  expect(code).toBe(1)
  expect(stderr).toMatch(/^noderr-node: .+\n$/)
  expect(stderr.trim().split('\n')).toHaveLength(1)
})

it.each(['init', 'delegation-request', 'enroll', 'start', 'status', 'replay'])(
  'shows an example of %s',
  async (command) => {
    const { code, stdout } = await runCli([command, '--help'])
    expect(code).toBe(0)
    expect(stdout).toContain(`Example:\n  noderr-node ${command}`)
  },
)
