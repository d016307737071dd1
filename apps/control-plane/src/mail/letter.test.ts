import fc from 'fast-check'
import { expect, it } from 'vitest'
import { renderText } from './letter.ts'

const letter = (name: string | undefined, ...blocks: Parameters<typeof renderText>[0]['blocks']) =>
  renderText({ subject: 'x', name, blocks })

it('greets by name on one line', () => {
  expect(letter('Ada\r\n Lovelace')).toBe('Hello Ada Lovelace,\n')
  expect(letter(undefined)).toBe('Hello,\n')
})

it('renders paragraphs, quotes, facts and links as plain text', () => {
  expect(
    letter(
      'Ada',
      'Thanks.',
      { quote: 'one\ntwo' },
      { facts: { tier: 'oracle', id: '0x1' } },
      { label: 'Claim it', link: { placeholder: 'claimLink' } },
    ),
  ).toBe('Hello Ada,\n\nThanks.\n\n> one\n> two\n\ntier: oracle\nid: 0x1\n\nClaim it:\n{{claimLink}}\n')
})

it('lets no text of others open a placeholder, however many braces it has', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('{', '}', 'a', ' ') }), (text) => {
      expect(letter(text, text, { quote: text }, { facts: { [text]: text } })).not.toContain('{{')
    }),
  )
})
