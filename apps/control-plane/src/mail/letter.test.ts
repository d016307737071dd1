import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type Letter, renderText, subjectOf } from './letter.ts'

const FOOT =
  '\n-- \nSent by the Noderr network. You get this mail because this address stands in an application to run a Noderr node.\n'

const letter = (name: string | undefined, ...blocks: Letter['blocks']) =>
  renderText({ subject: 'x', name, blocks })

it('greets by name on one line', () => {
  expect(letter('Ada\r\n Lovelace')).toBe(`Hello Ada Lovelace,\n${FOOT}`)
  expect(letter(undefined)).toBe(`Hello,\n${FOOT}`)
})

it.each(['http://evil.example', 'You won, see evil.example', 'ada@evil.example', 'evil。example'])(
  'greets nobody by a name that a mail program would make a link of: %s',
  (name) => {
    expect(letter(name)).toBe(`Hello,\n${FOOT}`)
  },
)

it('renders paragraphs, quotes, facts and links as plain text', () => {
  expect(
    letter(
      'J. R. Ada',
      'Thanks.',
      { quote: 'one\ntwo' },
      { facts: { tier: 'oracle', id: '0x1' } },
      { label: 'Claim it', link: { placeholder: 'claimLink' } },
    ),
  ).toBe(
    `Hello J. R. Ada,\n\nThanks.\n\n> one\n> two\n\ntier: oracle\nid: 0x1\n\nClaim it:\n{{claimLink}}\n${FOOT}`,
  )
})

it('lets no text of others open a placeholder, however many braces it has', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('{', '}', 'a', ' ') }), (text) => {
      const why = text
      const blocks = [text, { quote: text }, { facts: { [text]: text } }, { label: text, link: text }]
      expect(renderText({ subject: text, name: text, blocks, why })).not.toContain('{{')
    }),
  )
})

it('has one line of subject, so that no text in it starts another header', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('\r', '\n', '\u2028', '\0', 'a', ':') }), (subject) => {
      expect(subjectOf({ subject, name: undefined, blocks: [] })).toMatch(/^[a: ]*$/)
    }),
  )
})
