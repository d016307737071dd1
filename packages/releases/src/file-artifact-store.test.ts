import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { requireStoreKey, StoreKeyRefusedError } from './artifact-store.ts'
import { FileArtifactStore } from './file-artifact-store.ts'

let folder: string
let store: FileArtifactStore

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'store-'))
  store = new FileArtifactStore(join(folder, 'store'))
})
afterEach(() => rm(folder, { recursive: true }))

it('gives back what was put, whole and in ranges', async () => {
  await store.put('models/a/1.0.0/model.tar.gz', Buffer.from('first'))
  await store.put('models/a/1.0.0/model.tar.gz', Buffer.from('second'))
  expect(Buffer.from((await store.find('models/a/1.0.0/model.tar.gz')) ?? []).toString()).toBe('second')
  expect(await store.findLength('models/a/1.0.0/model.tar.gz')).toBe(6)
  const middle = store.openStream('models/a/1.0.0/model.tar.gz', { start: 1, end: 3 })
  expect((await buffer(middle)).toString()).toBe('eco')
})

it('lists keys by prefix and has nothing under folders and strangers', async () => {
  expect(await store.list('')).toEqual([])
  for (const key of ['metadata/2.snapshot.json', 'metadata/1.root.json', 'models/a/1.0.0/model.tar.gz'])
    await store.put(key, Buffer.from(key))
  expect(await store.list('metadata/')).toEqual(['metadata/1.root.json', 'metadata/2.snapshot.json'])
  for (const key of ['models', 'models/a', 'nothing', 'metadata/1.root.json/x', 'x'.repeat(400)]) {
    expect(await store.find(key)).toBeUndefined()
    expect(await store.findLength(key)).toBeUndefined()
  }
})

it('refuses keys that could leave the store', async () => {
  for (const key of [
    '../x',
    'a/../../x',
    '/etc/passwd',
    'a//b',
    'a/',
    '',
    '.hidden',
    'a/.b',
    'a\\b',
    'a\0',
    'C:x',
  ])
    await expect(store.find(key)).rejects.toBeInstanceOf(StoreKeyRefusedError)
})

it('admits only keys that stay below its folder', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (key) => {
      try {
        expect(join('/store', requireStoreKey(key)).startsWith('/store/')).toBe(true)
      } catch (error) {
        expect(error).toBeInstanceOf(StoreKeyRefusedError)
      }
    }),
  )
})
