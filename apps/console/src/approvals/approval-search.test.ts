import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isFiltered, readApprovalSearch, withFilter, withSort } from './approval-search.ts'

it('reads the filters of an address and leaves out what it has wrong', () => {
  expect(
    readApprovalSearch({ status: 'approved', tier: 'king', search: '  ada ', overdue: 'yes', x: 1 }),
  ).toEqual({ status: 'approved', search: 'ada' })
})

it('takes any address', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.anything()), (search) => {
      const read = readApprovalSearch(search)
      expect(readApprovalSearch(read)).toEqual(read)
    }),
  )
})

it('begins at the first page when a filter changes, and drops what is taken away', () => {
  expect(withFilter({ tier: 'oracle', after: 'x' }, { tier: undefined, overdue: true })).toEqual({
    overdue: true,
  })
})

it('turns the order round on the second click on a column', () => {
  const once = withSort({}, 'name')
  expect(once).toEqual({ sort: 'name', direction: 'asc' })
  expect(withSort(once, 'name')).toEqual({ sort: 'name', direction: 'desc' })
})

it('tells whether anything but the status narrows the list', () => {
  expect(isFiltered({ status: 'approved', sort: 'name' })).toBe(false)
  expect(isFiltered({ assignee: null })).toBe(true)
})
