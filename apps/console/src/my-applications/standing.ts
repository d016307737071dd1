import { formatMinute } from '../format/time.ts'
import type { MyApplication } from './use-my-applications.ts'

/** Where an application stands, in the applicant's words. */
export interface Standing {
  readonly title: string
  /** What happens next and by when, or what to do. */
  readonly next: string
  readonly look: 'plain' | 'good' | 'bad' | 'warning' | 'accent'
  /** How many of the four steps are done: received, reviewed, claimed, running. */
  readonly stepsDone: number
}

/** Says where an application stands, what happens next, and by when. */
export function standingOf(application: MyApplication, now: number): Standing {
  switch (application.status) {
    case 'pending':
    case 'needs_attention':
      return inReview(application)
    case 'approved':
      return approved(application)
    case 'rejected':
      return { title: 'Not accepted', next: rejectedNext(application, now), look: 'bad', stepsDone: 2 }
    case 'withdrawn':
      return {
        title: 'Withdrawn',
        next: 'You took this application back. You may apply again whenever you like.',
        look: 'plain',
        stepsDone: 1,
      }
  }
}

function inReview({ status, waitingSince, answerBy }: MyApplication): Standing {
  if (waitingSince) {
    const next = 'A reviewer wants to know something. Answer below; until then the review waits for you.'
    return { title: 'We have a question', next, look: 'warning', stepsDone: 1 }
  }
  const by = answerBy ? ` You have an answer by ${dayOf(answerBy)}.` : ''
  const what =
    status === 'needs_attention'
      ? 'A part of it could not be read; a person completes it and may write to you.'
      : 'A person reads it now. You need not do anything.'
  return { title: 'In review', next: `${what}${by}`, look: 'accent', stepsDone: 1 }
}

function approved({ claim, answers }: MyApplication): Standing {
  if (!claim || claim.state === 'invited')
    return {
      title: 'Approved: claim your credential',
      next: `We mailed a link to ${answers.email ?? 'you'}. Open it and sign with the wallet of this application: you get the key, its secret and a bundle to install. The link is good once and for seven days.`,
      look: 'good',
      stepsDone: 2,
    }
  const at = claim.at ? dayOf(claim.at) : ''
  if (claim.state === 'claimed')
    return {
      title: 'Claimed: install your node',
      next: `The credential was claimed on ${at}. The README.md of the bundle leads from there to a running node in five minutes. If the secret is lost, your wallet takes a new one.`,
      look: 'accent',
      stepsDone: 3,
    }
  if (claim.state === 'enrolled')
    return { title: 'You run a node', next: `Your node enrolled on ${at}.`, look: 'good', stepsDone: 4 }
  if (claim.state === 'expired')
    return {
      title: 'Credential expired',
      next: `It ended on ${at}. Write to the network’s support for a new one.`,
      look: 'warning',
      stepsDone: 3,
    }
  return {
    title: 'Credential revoked',
    next: `It was revoked on ${at}. Write to the network’s support if you do not know why.`,
    look: 'bad',
    stepsDone: 3,
  }
}

function rejectedNext({ reapplyAt }: MyApplication, now: number): string {
  if (!reapplyAt || Date.parse(reapplyAt) <= now) return 'You may apply again now.'
  return `You may apply again from ${dayOf(reapplyAt)} on.`
}

/** "2026-12-02, 09:00 UTC" */
function dayOf(at: string): string {
  return `${formatMinute(Date.parse(at)).replace(' ', ', ')} UTC`
}
