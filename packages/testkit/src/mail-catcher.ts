import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { SMTPServer } from 'smtp-server'

/** One message as it came over SMTP: the envelope and the raw source. */
export interface CaughtMail {
  readonly from: string
  readonly to: readonly string[]
  /** Headers and body; quoted-printable soft breaks are joined, so that a link can be searched for. */
  readonly source: string
}

export interface MailCatcher {
  /** `smtp://127.0.0.1:PORT` */
  readonly url: string
  readonly mails: readonly CaughtMail[]
  /** From now on every message is refused with this text; undefined accepts again. */
  refuseWith(reason: string | undefined): void
  close(): Promise<void>
}

/** Starts a real SMTP server on a free port of this machine that keeps what it is sent. */
export async function startMailCatcher(): Promise<MailCatcher> {
  const mails: CaughtMail[] = []
  let refusal: string | undefined
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    async onData(stream, session, callback) {
      const source = (await text(stream)).replace(/=\r\n/g, '').replace(/=3D/g, '=')
      if (refusal) return callback(Object.assign(new Error(refusal), { responseCode: 451 }))
      const { mailFrom, rcptTo } = session.envelope
      mails.push({ from: mailFrom ? mailFrom.address : '', to: rcptTo.map(({ address }) => address), source })
      callback()
    },
  })
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const { port } = server.server.address() as AddressInfo
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    refuseWith(reason) {
      refusal = reason
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
