import { expect, it } from 'vitest'
import { readMailSearch, withFilter } from './mail-search.ts'

it('reads filters, and leaves out whatever an address has wrong', () => {
  expect(
    readMailSearch({ state: 'dead', type: 'login_link', application: '7', before: 12, mail: '3' }),
  ).toEqual({
    state: 'dead',
    type: 'login_link',
    application: 7,
    before: '12',
    mail: '3',
  })
  expect(
    readMailSearch({ state: 'gone', type: 'a b', application: -1, before: 'x', mail: { a: 1 }, other: 1 }),
  ).toEqual({})
})

it('begins the list anew with another filter', () => {
  const search = { state: 'dead', before: '12', mail: '3', application: 7 } as const
  expect(withFilter(search, { type: 'login_link' })).toEqual({
    state: 'dead',
    application: 7,
    type: 'login_link',
  })
  expect(withFilter(search, { state: undefined })).toEqual({ application: 7 })
})
