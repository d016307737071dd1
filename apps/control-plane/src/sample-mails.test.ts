import { expect, it } from 'vitest'
import { renderHtml, renderText } from './mail/index.ts'
import { SAMPLE_MAILS } from './sample-mails.ts'

const samples = Object.entries(SAMPLE_MAILS).flatMap(([type, mails]) =>
  mails.map((mail, index) => ({ type, mail, name: mails.length > 1 ? `${type}-${index + 1}` : type })),
)

/** `npx vitest run sample-mails --update` writes the pages anew; look at what changed before you commit them. */
it.each(samples)('writes $name to the letter', async ({ name, mail }) => {
  const headers = `To: ${mail.to}\nSubject: ${mail.letter.subject}\n\n`
  await expect(headers + renderText(mail.letter)).toMatchFileSnapshot(`../test/fixtures/mails/${name}.txt`)
  await expect(renderHtml(mail.letter)).toMatchFileSnapshot(`../test/fixtures/mails/${name}.html`)
})

it.each(samples)('names $name as it is listed, and links within the network alone', ({ type, mail }) => {
  expect(mail.type).toBe(type)
  const links = renderHtml(mail.letter).match(/href="[^"]*"/g) ?? []
  for (const link of links) expect(link).toMatch(/^href="(https:\/\/noderr\.example\/|\{\{\w+\}\}")/)
})
