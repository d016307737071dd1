import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { lockFolder, SecondInstanceError } from './instance-lock.ts'

const folder = () => mkdtempSync(join(tmpdir(), 'instance-lock-'))

it('refuses a second network on the same folder until the first has left', () => {
  const place = folder()
  const first = lockFolder(place)
  expect(() => lockFolder(place)).toThrow(SecondInstanceError)
  expect(() => lockFolder(place)).toThrow(expect.objectContaining({ pid: process.pid }))
  first[Symbol.dispose]()
  lockFolder(place)[Symbol.dispose]()
})

it('takes over a lock whose process was killed, also when its id lives on in another process', () => {
  const dead = folder()
  writeFileSync(join(dead, 'network.lock'), '999999999 1')
  lockFolder(dead)[Symbol.dispose]()
  const reused = folder()
  writeFileSync(join(reused, 'network.lock'), `${process.pid} 1`)
  lockFolder(reused)[Symbol.dispose]()
})
