import { expect, it } from 'vitest'
import { takeLoginToken } from './session-client.ts'

const token = 'ab'.repeat(32)

function open(pathname: string, hash: string) {
  const replaced: unknown[] = []
  const history = {
    replaceState: (_state: unknown, _title: string, url?: unknown) => void replaced.push(url),
  }
  return { token: takeLoginToken({ pathname, hash }, history), replaced }
}

it('takes the token of a login link and leaves none in the address', () => {
  expect(open('/login', `#${token}`)).toEqual({ token, replaced: ['/login'] })
})

it('takes nothing that is no token, and cleans the address all the same', () => {
  expect(open('/login', `#${token}x`)).toEqual({ token: null, replaced: ['/login'] })
})

it('leaves other addresses alone', () => {
  expect(open('/', `#${token}`)).toEqual({ token: null, replaced: [] })
})
