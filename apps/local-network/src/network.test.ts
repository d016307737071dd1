import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { forget, planNodes } from './network.ts'
import { parseOptions } from './options.ts'

it('forgets a former network and leaves the files of others alone', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'forget-'))
  for (const name of ['nodes', 'operators', 'photos']) mkdirSync(join(folder, name))
  writeFileSync(join(folder, 'nodes', 'node.env'), '')
  await forget(folder)
  expect(['nodes', 'operators', 'photos'].filter((name) => existsSync(join(folder, name)))).toEqual([
    'photos',
  ])
})

it('gives each node a folder, a wallet and a mail address of its own', () => {
  const nodes = planNodes(parseOptions(['--nodes', '5', '--data', '/d'], '/'))
  expect(nodes.map(({ name }) => name)).toEqual([
    'validator-1',
    'guardian-1',
    'oracle-1',
    'validator-2',
    'guardian-2',
  ])
  for (const key of ['dataDir', 'walletFile', 'email', 'token'] as const) {
    expect(new Set(nodes.map((node) => node[key])).size).toBe(5)
  }
})
