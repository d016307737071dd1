import type { MailSummary } from './use-mails.ts'

/** `application_received` → "application received". */
export function typeInWords(type: string): string {
  return type.replaceAll('_', ' ')
}

/** The subject; once the mail was erased with its person, that. */
export function titleOf({ subject, erasedAt }: Pick<MailSummary, 'subject' | 'erasedAt'>): string {
  return erasedAt ? 'erased with the person' : subject
}

/** When the last thing happened to a mail. */
export function lastMomentOf({ sentAt, deadAt, attemptedAt, queuedAt }: MailSummary): string {
  return sentAt ?? deadAt ?? attemptedAt ?? queuedAt
}
