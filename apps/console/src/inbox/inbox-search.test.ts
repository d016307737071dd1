import { expect, it } from 'vitest'
import { readInboxSearch } from './inbox-search.ts'

it('reads what to show, and leaves out whatever an address has wrong', () => {
  expect(readInboxSearch({ show: 'unread', before: 12, delivery: '3' })).toEqual({
    show: 'unread',
    before: '12',
    delivery: '3',
  })
  expect(readInboxSearch({ show: 'quarantine' })).toEqual({ show: 'quarantine' })
  expect(readInboxSearch({ show: 'all', before: '-1', delivery: { a: 1 }, other: 1 })).toEqual({})
})
