import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { SMTPServer } from 'smtp-server'
import { type ReadMail, readMime } from './read-mime.ts'

/** One message as it came over SMTP: the envelope, the raw source, and what a mail program would show of it. */
export interface CaughtMail extends ReadMail {
  readonly from: string
  readonly to: readonly string[]
  /** Headers and body; quoted-printable soft breaks are joined, so that a link can be searched for. */
  readonly source: string
}

/** How a mail server says no: 4xx for now, 5xx for good. */
export interface Refusal {
  readonly code: number
  readonly reason: string
  /** To which command; the message itself, unless told otherwise. */
  readonly to?: 'MAIL FROM' | 'RCPT TO' | 'DATA'
}

export interface MailCatcher {
  /** `smtp://127.0.0.1:PORT` */
  readonly url: string
  readonly mails: readonly CaughtMail[]
  /** From now on every message is refused; a text alone stands for 451, undefined accepts again. */
  refuseWith(refusal: Refusal | string | undefined): void
  close(): Promise<void>
}

/** Starts a real SMTP server on a free port of this machine that keeps what it is sent. */
export async function startMailCatcher(): Promise<MailCatcher> {
  const mails: CaughtMail[] = []
  let refusal: Refusal | undefined
  const refused = (command: NonNullable<Refusal['to']>) =>
    refusal && (refusal.to ?? 'DATA') === command
      ? Object.assign(new Error(refusal.reason), { responseCode: refusal.code })
      : null
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onMailFrom: (_address, _session, callback) => callback(refused('MAIL FROM')),
    onRcptTo: (_address, _session, callback) => callback(refused('RCPT TO')),
    async onData(stream, session, callback) {
      // A sender who is killed in the middle has sent nothing.
      const raw = await text(stream).catch(() => undefined)
      if (raw === undefined) return
      const no = refused('DATA')
      if (no) return callback(no)
      const { mailFrom, rcptTo } = session.envelope
      mails.push({
        from: mailFrom ? mailFrom.address : '',
        to: rcptTo.map(({ address }) => address),
        source: raw.replace(/=\r\n/g, '').replace(/=3D/g, '='),
        ...readMime(raw),
      })
      callback()
    },
  })
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const { port } = server.server.address() as AddressInfo
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    refuseWith(next) {
      refusal = typeof next === 'string' ? { code: 451, reason: next } : next
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
