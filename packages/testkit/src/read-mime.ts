/** A message as a mail program would show it. */
export interface ReadMail {
  /** By name in lower case, unfolded and decoded; of several of a name the last. */
  readonly headers: Readonly<Record<string, string>>
  readonly subject: string
  /** The first plain text part; empty without one. */
  readonly text: string
  /** The first HTML part; empty without one. */
  readonly html: string
}

/** Reads what Internet mail is made of: folded headers, encoded words, nested multiparts, quoted-printable, base64. */
export function readMime(source: string): ReadMail {
  const { headers, body } = splitEntity(source)
  const parts = leavesOf(headers, body)
  const partOf = (type: string) => parts.find((part) => part.type === type)?.content ?? ''
  return {
    headers,
    subject: headers.subject ?? '',
    text: partOf('text/plain'),
    html: partOf('text/html'),
  }
}

type Headers = Readonly<Record<string, string>>

function splitEntity(source: string): { headers: Headers; body: string } {
  const end = source.search(/\r?\n\r?\n/)
  const head = end < 0 ? source : source.slice(0, end)
  const lines = head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)
  const headers = Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon).toLowerCase(), decodeWords(line.slice(colon + 1).trim())]
    }),
  )
  return { headers, body: end < 0 ? '' : source.slice(end).replace(/^\r?\n\r?\n/, '') }
}

function leavesOf(headers: Headers, body: string): { type: string; content: string }[] {
  const contentType = headers['content-type'] ?? 'text/plain'
  const boundary = /^multipart\/.*boundary="?([^";]+)"?/i.exec(contentType)?.[1]
  if (boundary === undefined) {
    const type = contentType.split(';')[0]?.trim().toLowerCase() ?? ''
    return [{ type, content: decodeBody(headers['content-transfer-encoding'] ?? '7bit', body) }]
  }
  return `\n${body}`
    .split(`\n--${boundary}`)
    .slice(1)
    .filter((part) => !part.startsWith('--'))
    .map((part) => splitEntity(part.replace(/^[ \t]*\r?\n/, '').replace(/\r$/, '')))
    .flatMap((part) => leavesOf(part.headers, part.body))
}

function decodeBody(encoding: string, body: string): string {
  const decoded =
    encoding.toLowerCase() === 'base64'
      ? Buffer.from(body, 'base64').toString()
      : encoding.toLowerCase() === 'quoted-printable'
        ? decodeQuotedPrintable(body.replace(/=\r?\n/g, ''))
        : body
  return decoded.replace(/\r\n/g, '\n')
}

function decodeWords(value: string): string {
  return value
    .replace(/(=\?[^?]+\?[bq]\?[^?]*\?=)\s+(?==\?)/gi, '$1')
    .replace(/=\?[^?]+\?([bq])\?([^?]*)\?=/gi, (_, encoding: string, word: string) =>
      encoding.toLowerCase() === 'b'
        ? Buffer.from(word, 'base64').toString()
        : decodeQuotedPrintable(word.replaceAll('_', ' ')),
    )
}

function decodeQuotedPrintable(text: string): string {
  const bytes = text.replace(/=([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
  return Buffer.from(bytes, 'latin1').toString()
}
