import { expect, it } from 'vitest'
import { openFragment } from './use-fragment.ts'

function pageAt(pathname: string, hash: string) {
  const location = { pathname, hash }
  const heard: (() => void)[] = []
  return {
    location,
    heard,
    history: {
      state: null,
      replaceState: (_state: unknown, _title: string, url: string) => {
        Object.assign(location, { pathname: url, hash: '' })
      },
    },
    addEventListener: (_name: string, hear: () => void) => heard.push(hear),
    removeEventListener: () => {},
  }
}
const open = (page: ReturnType<typeof pageAt>) => openFragment('/claim', page as never)

it('takes the token out of the address at once and keeps it for the page', () => {
  const page = pageAt('/claim', '#abc')
  const fragment = open(page)
  expect(page.location).toEqual({ pathname: '/claim', hash: '' })
  expect(fragment.read()).toBe('abc')
})

it('takes the token of a second link that is opened in the same window', () => {
  const page = pageAt('/claim', '#abc')
  const fragment = open(page)
  let changes = 0
  fragment.subscribe(() => changes++)
  page.location.hash = '#def'
  for (const hear of page.heard) hear()
  expect([changes, fragment.read(), page.location.hash]).toEqual([1, 'def', ''])
})

it('leaves the addresses of other pages alone', () => {
  const page = pageAt('/', '#abc')
  expect(open(page).read()).toBeUndefined()
  expect(page.location.hash).toBe('#abc')
})
