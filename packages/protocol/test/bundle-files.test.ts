import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { expect, it } from 'vitest'
import { type Bundle, bundleFiles, bundleName, bundleSchema, TIERS } from '../src/index.ts'

const bundle: Bundle = bundleSchema.parse({
  nodeId: `0x${'22'.repeat(32)}`,
  tier: 'guardian',
  operator: '0x2B5AD5c4795c026514f8317c7a215E218DcCD6cF',
  apiKey: `noderr_${'66'.repeat(16)}`,
  apiSecret: '77'.repeat(32),
  controlPlaneUrl: 'https://network.example',
  networkId: `0x${'11'.repeat(32)}`,
  chainId: 84_532,
  rootJson: '{"signed": "é",  "version": 1}\n',
  laterRoots: ['{"version":2}'],
})
const textOf = (path: string, files = bundleFiles(bundle)) => files.find((file) => file.path === path)?.text

it.each(bundleFiles(bundle))('writes $path as it was committed', async ({ path, text }) => {
  await expect(text).toMatchFileSnapshot(
    join(import.meta.dirname, 'bundle', `${path.replaceAll('/', '-')}.golden`),
  )
})

it('hands over every root byte for byte, in order', () => {
  expect(textOf('roots/1.root.json')).toBe(bundle.rootJson)
  expect(textOf('roots/2.root.json')).toBe('{"version":2}')
})

it('names exactly what a node reads, and marks the one file that holds a secret', () => {
  expect(parseEnv(textOf('node.env') ?? '')).toEqual({
    NODE_ID: bundle.nodeId,
    NODE_TIER: 'GUARDIAN',
    OPERATOR_ADDRESS: bundle.operator,
    API_KEY: bundle.apiKey,
    API_SECRET: bundle.apiSecret,
    CONTROL_PLANE_URL: 'https://network.example',
    NETWORK_ID: bundle.networkId,
    CHAIN_ID: '84532',
    LOG_LEVEL: 'info',
  })
  expect(bundleFiles(bundle).flatMap(({ path, isSecret }) => (isSecret ? [path] : []))).toEqual(['node.env'])
})

it('puts the secret into no other file, and into none where it is left out', () => {
  const { apiSecret, ...open } = bundle
  const holding = bundleFiles(bundle).filter(({ text }) => text.includes(apiSecret))
  expect(holding.map(({ path }) => path)).toEqual(['node.env'])
  expect(JSON.stringify(bundleFiles(open))).not.toContain(apiSecret)
  expect(parseEnv(textOf('node.env', bundleFiles(open)) ?? '').API_SECRET).toBe('')
})

it('gives every tier the memory that it needs, and every node a name of its own', () => {
  for (const tier of TIERS)
    expect(textOf('docker-compose.yml', bundleFiles({ ...bundle, tier }))).toMatch(/mem_limit: \d+g/)
  expect(bundleName(bundle)).toBe('noderr-node-22222222')
})
