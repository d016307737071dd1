import type { Mail } from '../mail/index.ts'
import type { Application } from './application.ts'

/** What the applicant hears once an application is in. */
export function receivedMail({ id, name }: Application, to: string): Mail {
  return {
    applicationId: id,
    to,
    type: 'application_received',
    letter: {
      subject: 'We have your application to run a Noderr node',
      name,
      blocks: [
        'thank you: your application to run a Noderr node has arrived and will be reviewed.',
        'You need not do anything now. We never ask for a private key or a seed phrase.',
      ],
    },
  }
}

/** What the applicant hears when it was rejected. */
export function rejectedMail({ id, name }: Application, to: string, reason: string): Mail {
  return {
    applicationId: id,
    to,
    type: 'application_rejected',
    letter: {
      subject: 'Your application to run a Noderr node',
      name,
      blocks: ['your application to run a Noderr node was not accepted:', { quote: reason }],
    },
  }
}

/** What the applicant hears when a reviewer wants to know more. */
export function informationMail({ id, name }: Application, to: string, question: string): Mail {
  return {
    applicationId: id,
    to,
    type: 'application_information_requested',
    letter: {
      subject: 'A question about your application to run a Noderr node',
      name,
      blocks: [
        'whoever reviews your application to run a Noderr node would like to know:',
        { quote: question },
        'Your application waits for your answer. Sign in on the page of the network to give it, with this e-mail address or with your wallet.',
        'We never ask for a private key or a seed phrase.',
      ],
    },
  }
}
