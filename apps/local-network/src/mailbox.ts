import { SMTPServer } from 'smtp-server'

/**
 * The mailbox of the local operators: a real SMTP server on loopback that keeps mail in memory only, since a claim
 * link is a secret for as long as it has not been used.
 */
export class Mailbox implements AsyncDisposable {
  readonly #server: SMTPServer
  readonly #mails = new Map<string, string[]>()
  readonly #waiting = new Set<() => void>()
  readonly port: number

  private constructor(server: SMTPServer, port: number) {
    this.#server = server
    this.port = port
  }

  static async open(): Promise<Mailbox> {
    let mailbox: Mailbox | undefined
    const server = new SMTPServer({
      disabledCommands: ['AUTH', 'STARTTLS'],
      size: 1024 * 1024,
      onData(stream, session, done) {
        const chunks: Buffer[] = []
        stream.on('data', (chunk: Buffer) => chunks.push(chunk))
        stream.on('end', () => {
          const text = decodeQuotedPrintable(Buffer.concat(chunks).toString('utf8'))
          for (const { address } of session.envelope.rcptTo) mailbox?.deliver(address, text)
          done()
        })
      },
    })
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(0, '127.0.0.1', () => resolve())
    })
    const address = server.server.address()
    mailbox = new Mailbox(server, typeof address === 'object' && address ? address.port : 0)
    return mailbox
  }

  /** Waits for a mail to `address` that matches, takes it out of the mailbox and gives the match. */
  async take(address: string, pattern: RegExp, signal: AbortSignal): Promise<RegExpExecArray> {
    for (;;) {
      signal.throwIfAborted()
      const mails = this.#mails.get(address.toLowerCase()) ?? []
      const place = mails.findIndex((mail) => pattern.test(mail))
      const match = pattern.exec(mails[place] ?? '')
      if (match) {
        mails.splice(place, 1)
        return match
      }
      await new Promise<void>((resolve) => {
        this.#waiting.add(resolve)
        signal.addEventListener('abort', () => resolve(), { once: true })
      })
    }
  }

  deliver(address: string, mail: string): void {
    const key = address.toLowerCase()
    this.#mails.set(key, [...(this.#mails.get(key) ?? []), mail])
    for (const wake of this.#waiting) wake()
    this.#waiting.clear()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await new Promise<void>((resolve) => this.#server.close(() => resolve()))
  }
}

/** Mail programs fold long lines (`=` at the end) and write `=` as `=3D`; a claim link survives only undone. */
function decodeQuotedPrintable(mail: string): string {
  const unfolded = mail.replace(/=\r?\n/g, '')
  return unfolded.replace(/=([0-9A-F]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
}
