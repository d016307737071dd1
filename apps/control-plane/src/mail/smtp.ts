import { createTransport, type SendMailOptions } from 'nodemailer'

/** Hands one message to the mail server. */
export type SendOverSmtp = (message: SendMailOptions) => Promise<unknown>

const SECOND_MS = 1_000

/**
 * A mail server by its URL. Over a network the connection is encrypted or refused; on this very machine, or with
 * `?requireTLS=false` in the URL, it is encrypted when the server can.
 */
export function openSmtp(smtpUrl: string): SendOverSmtp {
  const transport = createTransport({
    url: smtpUrl,
    requireTLS: requiresTls(smtpUrl),
    connectionTimeout: 10 * SECOND_MS,
    greetingTimeout: 10 * SECOND_MS,
    socketTimeout: 30 * SECOND_MS,
    dnsTimeout: 10 * SECOND_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return (message) => transport.sendMail(message)
}

export function requiresTls(smtpUrl: string): boolean {
  const { hostname, protocol, searchParams } = new URL(smtpUrl)
  if (protocol === 'smtps:' || searchParams.get('requireTLS') === 'false') return false
  return hostname !== 'localhost' && hostname !== '[::1]' && !/^127(\.\d+){3}$/.test(hostname)
}

/** Why a server did not take a message. */
export interface Refusal {
  /** Ours to log: the library's word and the server's number. */
  readonly code: string
  /** The server's words, at most 500 characters; they may name the recipient and are not for the log. */
  readonly words: string
  /** No later attempt would end otherwise. */
  readonly isFinal: boolean
}

/**
 * What a failed attempt says. Refused for good are a recipient or a message with a 5xx; a 5xx at greeting, sign-in or
 * sender is about us, and is tried again when somebody has set that right.
 *
 * @param secrets - What was filled into the message: a server that quotes it is not quoted.
 */
export function readRefusal(cause: unknown, secrets: readonly string[]): Refusal {
  const { code, command, response, responseCode } = cause as Partial<Record<string, unknown>>
  const status = typeof responseCode === 'number' ? responseCode : undefined
  const ourWord = [code, command, status].filter((word) => word !== undefined).join(' ')
  const isAboutMail = command === 'RCPT TO' || command === 'DATA' || code === 'EENVELOPE'
  return {
    code: ourWord || 'unknown',
    words: withoutSecrets(`${ourWord || 'unknown'}: ${String(response ?? '')}`, secrets)
      .replace(/[\s\p{Cc}]+/gu, ' ')
      .replace(/: $/, '')
      .slice(0, 500),
    isFinal:
      isAboutMail && command !== 'MAIL FROM' && (status === undefined ? command === 'API' : status >= 500),
  }
}

function withoutSecrets(text: string, secrets: readonly string[]): string {
  const parts = secrets.flatMap((secret) => [secret, secret.split('#').at(-1) ?? secret])
  return parts.filter((part) => part !== '').reduce((left, part) => left.replaceAll(part, '…'), text)
}
