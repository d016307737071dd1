import type { Services } from '../context/index.ts'
import type { FillPlaceholders, Mail } from '../mail/index.ts'
import type { Application, CompleteApplication } from './application.ts'

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
        'You need not do anything now. Under My applications on our page, where you sign in with this address or with your wallet, you see where it stands.',
        'We never ask for a private key or a seed phrase.',
      ],
    },
  }
}

/** What the applicant hears once it was approved; the way to the credential comes in a mail of its own. */
export function approvedMail({ id, name, tier }: CompleteApplication, to: string): Mail {
  return {
    applicationId: id,
    to,
    type: 'application_approved',
    letter: {
      subject: 'Your application to run a Noderr node was approved',
      name,
      blocks: [
        `welcome: your application to run a node of the tier ${tier} was approved.`,
        'A second mail brings the link to the credential of your node. Have the wallet of your application at hand, since it has to sign, and prepare the machine meanwhile.',
        'We never ask for a private key or a seed phrase.',
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
      blocks: [
        'your application to run a Noderr node was not accepted:',
        { quote: reason },
        'When you may apply again stands under My applications on our page.',
      ],
    },
  }
}

/** The type of the mail that asks an applicant something. */
export const INFORMATION = 'application_information_requested'

/** Fills in where the applicant answers. */
export function fillInformation({ config }: Services): FillPlaceholders {
  return async () => ({ myApplications: `${config.publicUrl}/my-applications` })
}

/** What the applicant hears when a reviewer wants to know more. */
export function informationMail({ id, name }: Application, to: string, question: string): Mail {
  return {
    applicationId: id,
    to,
    type: INFORMATION,
    letter: {
      subject: 'A question about your application to run a Noderr node',
      name,
      blocks: [
        'whoever reviews your application to run a Noderr node would like to know:',
        { quote: question },
        'Your application waits for your answer. Sign in with this e-mail address or with your wallet to give it.',
        { label: 'Answer', link: { placeholder: 'myApplications' } },
        'We never ask for a private key or a seed phrase.',
      ],
    },
  }
}
