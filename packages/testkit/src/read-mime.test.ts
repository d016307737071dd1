import { expect, it } from 'vitest'
import { readMime } from './read-mime.ts'

const lines = (...text: string[]) => text.join('\r\n')

it('reads folded headers, encoded words and both parts of a multipart', () => {
  const mail = readMime(
    lines(
      'From: a@example.org',
      'Subject: =?UTF-8?Q?Gr=C3=BC=C3=9Fe?=',
      ' =?UTF-8?B?IGFuIGFsbGU=?=',
      'Content-Type: multipart/alternative;',
      ' boundary="--x_1"',
      '',
      '----x_1',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      'Caf=C3=A9 https://example.org/claim#ab=',
      'cd and a=3Db',
      '----x_1',
      'Content-Type: text/html; charset=utf-8',
      'Content-Transfer-Encoding: base64',
      '',
      Buffer.from('<p>Café</p>').toString('base64'),
      '----x_1--',
      '',
    ),
  )
  expect(mail).toMatchObject({
    subject: 'Grüße an alle',
    text: 'Café https://example.org/claim#abcd and a=b',
    html: expect.stringMatching(/^<p>Café<\/p>/),
    headers: { from: 'a@example.org' },
  })
})

it('reads a message of one part and one without a body', () => {
  expect(readMime(lines('Subject: plain', '', 'one', 'two'))).toMatchObject({
    subject: 'plain',
    text: 'one\ntwo',
    html: '',
  })
  expect(readMime('Subject: only')).toMatchObject({ subject: 'only', text: '', html: '' })
})
