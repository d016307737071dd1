import fc from 'fast-check'
import { expect, it } from 'vitest'
import { greeting } from './mails.ts'

it('greets by name on one line', () => {
  expect(greeting('Ada\r\n Lovelace')).toBe(' Ada Lovelace')
  expect(greeting(undefined)).toBe('')
})

it('lets no name open a placeholder, however many braces it has', () => {
  expect(greeting('{{{claimLink}}')).not.toContain('{{')
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('{', '}', 'a', ' ') }),
      (name) => !greeting(name).includes('{{'),
    ),
  )
})
