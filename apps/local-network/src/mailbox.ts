import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SMTPServer } from 'smtp-server'

/** Mail to anybody but the network's own operators: whoever tries the forms of the page reads it there. */
export interface StrangersMail {
  readonly folder: string
  readonly isOwn: (address: string) => boolean
}

/**
 * The mailbox of the local network: a real SMTP server on loopback. Mail to its own operators stays in memory, since a
 * claim link is a secret for as long as it has not been used; mail to others is written to a folder that only this
 * account can read, each as `.eml` and, to be read in an editor, as `.txt`.
 */
export class Mailbox implements AsyncDisposable {
  readonly #server: SMTPServer
  readonly #mails = new Map<string, string[]>()
  readonly #waiting = new Set<() => void>()
  readonly #strangers: StrangersMail | undefined
  #written = 0
  readonly port: number

  private constructor(server: SMTPServer, port: number, strangers: StrangersMail | undefined) {
    this.#server = server
    this.port = port
    this.#strangers = strangers
  }

  static async open(strangers?: StrangersMail): Promise<Mailbox> {
    let mailbox: Mailbox | undefined
    const server = new SMTPServer({
      disabledCommands: ['AUTH', 'STARTTLS'],
      size: 1024 * 1024,
      onData(stream, session, done) {
        const chunks: Buffer[] = []
        stream.on('data', (chunk: Buffer) => chunks.push(chunk))
        // A worker that is killed in the middle has sent nothing; it sends again.
        stream.on('error', () => undefined)
        stream.on('end', () => {
          const raw = Buffer.concat(chunks)
          for (const { address } of session.envelope.rcptTo) mailbox?.deliver(address, raw)
          done()
        })
      },
    })
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(0, '127.0.0.1', () => resolve())
    })
    const address = server.server.address()
    mailbox = new Mailbox(server, typeof address === 'object' && address ? address.port : 0, strangers)
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

  deliver(address: string, raw: Buffer): void {
    const key = address.toLowerCase()
    if (this.#strangers && !this.#strangers.isOwn(key)) {
      this.#write(this.#strangers.folder, key, raw)
      return
    }
    const mail = decodeQuotedPrintable(raw.toString('utf8'))
    this.#mails.set(key, [...(this.#mails.get(key) ?? []), mail])
    for (const wake of this.#waiting) wake()
    this.#waiting.clear()
  }

  #write(folder: string, address: string, raw: Buffer): void {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    this.#written += 1
    const name = `${Date.now()}-${this.#written}-${address.replace(/[^a-z0-9@.+-]/g, '_')}`
    writeFileSync(join(folder, `${name}.eml`), raw, { mode: 0o600 })
    writeFileSync(join(folder, `${name}.txt`), plainText(raw), { mode: 0o600 })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await new Promise<void>((resolve) => this.#server.close(() => resolve()))
  }
}

/** What a mail says, its links whole: a text editor shows them folded in the mail itself. */
function plainText(raw: Buffer): string {
  const mail = raw.toString('latin1')
  const [, boundary] = /boundary="([^"]+)"/.exec(mail) ?? []
  const part = boundary === undefined ? mail : (mail.split(`--${boundary}`)[1] ?? mail)
  const text = part.slice(part.indexOf('\r\n\r\n') + 4)
  return Buffer.from(decodeQuotedPrintable(text), 'latin1').toString('utf8')
}

/** Mail programs fold long lines (`=` at the end) and write `=` as `=3D`; a claim link survives only undone. */
function decodeQuotedPrintable(mail: string): string {
  const unfolded = mail.replace(/=\r?\n/g, '')
  return unfolded.replace(/=([0-9A-F]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
}
