import fc from 'fast-check'
import { expect, it } from 'vitest'
import { fillPlaceholders, PlaceholderError, showPlaceholders } from './fill-placeholders.ts'
import type { Letter } from './letter.ts'
import { renderHtml } from './render-html.ts'

/** Everything a letter can hold, with the same text in each place that a text can stand. */
const filledWith = (text: string): Letter => ({
  subject: text,
  name: text,
  why: text,
  blocks: [
    text,
    { quote: text },
    { facts: { [text]: text } },
    { label: text, link: text },
    { label: text, link: { placeholder: 'claimLink' } },
  ],
})

/** The tags of a page, without what stands between them. */
const tagsOf = (html: string) => html.match(/<[^>]*>/g)

const hostile = fc.string({
  unit: fc.constantFrom(
    ...'<>"\'`&{}=/:;()! \n\r\t\0a',
    '<script>',
    '{{claimLink}}',
    '-->',
    '</style>',
    'javascript:',
  ),
})

it('makes no markup of any text in it', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const tags = tagsOf(renderHtml(filledWith(text)))?.filter((tag) => tag !== '<br>')
      expect(tags).toEqual(tagsOf(renderHtml(filledWith('x'))))
    }),
  )
})

it('has its own placeholders only, and fills them with nothing but a web address', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const html = renderHtml(filledWith(text))
      expect(html.match(/\{\{\w*/g)).toEqual(['{{claimLink', '{{claimLink'])
      const link = 'https://example.org/claim?a=1&b="2"#x'
      const filled = fillPlaceholders({ text: '', html }, { claimLink: link }).html
      expect(filled).toContain('href="https://example.org/claim?a=1&amp;b=&quot;2&quot;#x"')
      expect(tagsOf(showPlaceholders(html))?.join()).not.toContain('claimLink')
    }),
  )
  const html = renderHtml(filledWith('x'))
  for (const claimLink of ['javascript:alert(1)', 'data:text/html,x', 'claim', ''])
    expect(() => fillPlaceholders({ text: '', html }, { claimLink })).toThrow(PlaceholderError)
  expect(() => fillPlaceholders({ text: '{{toString}}', html: null }, {})).toThrow(PlaceholderError)
})

it('links to web addresses only', () => {
  const linkOf = (link: string) =>
    renderHtml({ subject: 's', name: undefined, blocks: [{ label: 'Open', link }] }).match(/<a [^>]*>/)?.[0]
  expect(linkOf('https://example.org/x')).toContain('href="https://example.org/x"')
  for (const link of [
    'javascript:alert(1)',
    'mailto:a@b.example',
    'data:text/html,x',
    '//evil.example',
    'nothing',
  ])
    expect(linkOf(link)).toBeUndefined()
})

it('fetches nothing: no image, no script, no style sheet of elsewhere', () => {
  const html = renderHtml(filledWith('x'))
  expect(html).not.toMatch(/<(img|script|link|iframe|object|video|audio|form|input)\b|url\(|@import|src=/i)
})
