import type { Mail } from '../mail/index.ts'
import type { Application } from './application.ts'

/** What the applicant hears once an application is in. */
export function receivedMail({ id, name }: Application, to: string): Mail {
  return {
    applicationId: id,
    to,
    type: 'application_received',
    subject: 'We have your application to run a Noderr node',
    body: `Hello${greeting(name)},

thank you: your application to run a Noderr node has arrived and will be reviewed.
You need not do anything now. We never ask for a private key or a seed phrase.
`,
  }
}

/** What the applicant hears when it was rejected. */
export function rejectedMail({ id, name }: Application, to: string, reason: string): Mail {
  return {
    applicationId: id,
    to,
    type: 'application_rejected',
    subject: 'Your application to run a Noderr node',
    body: `Hello${greeting(name)},

your application to run a Noderr node was not accepted:

${withoutPlaceholders(reason)}
`,
  }
}

/** ` Ada` or nothing, to follow a `Hello`: what applicants wrote of themselves, made fit for a mail. */
export function greeting(name: string | undefined): string {
  return name ? ` ${withoutPlaceholders(name).replace(/\s+/g, ' ').slice(0, 100)}` : ''
}

/** Text that others wrote must not open a placeholder. */
function withoutPlaceholders(text: string): string {
  return text.replace(/\{(?=\{)/g, '{ ')
}
