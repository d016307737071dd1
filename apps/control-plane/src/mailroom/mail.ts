import type { MailState } from '../mail/index.ts'

/** A mail of the outbox without what it says. */
export interface MailSummary {
  readonly id: string
  /** Undefined for a mail about none, a login link for instance. */
  readonly applicationId: number | undefined
  /** Empty once it was erased with the person. */
  readonly to: string
  readonly type: string
  readonly subject: string
  readonly state: MailState
  /** How often a mail server was asked to take it. */
  readonly attempts: number
  /** What came of the last attempt that failed: the library's word, the server's number and words. */
  readonly error: string | undefined
  readonly queuedAt: Date
  readonly attemptedAt: Date | undefined
  readonly sentAt: Date | undefined
  readonly deadAt: Date | undefined
  readonly erasedAt: Date | undefined
}

/** What sending a mail again comes to. */
export type Resending = 'copy' | 'requeue'

/**
 * A mail that was sent goes out as a new one: under the same Message-ID the reader's program could take it for the
 * same. Any other begins again from its beginning.
 *
 * @throws {@link MailErasedError}, {@link MailOnItsWayError}.
 */
export function decideResending(mail: MailSummary): Resending {
  if (mail.erasedAt) throw new MailErasedError(mail)
  if (mail.state === 'queued') throw new MailOnItsWayError(mail)
  return mail.state === 'sent' ? 'copy' : 'requeue'
}

export class MailErasedError extends Error {
  override readonly name = 'MailErasedError'
  readonly kind = 'conflict'
  readonly code = 'mail.erased'
  readonly mailId: string

  constructor({ id }: MailSummary) {
    super(`mail ${id} was erased with the person it was for; there is nothing to send or to read`)
    this.mailId = id
  }
}

export class MailOnItsWayError extends Error {
  override readonly name = 'MailOnItsWayError'
  readonly kind = 'conflict'
  readonly code = 'mail.on-its-way'
  readonly mailId: string

  constructor({ id }: MailSummary) {
    super(`mail ${id} is queued and will be sent in a moment; look again before you send it twice`)
    this.mailId = id
  }
}
