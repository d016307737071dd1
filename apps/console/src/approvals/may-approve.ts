import { may } from '../session/may.ts'
import type { SignedIn } from '../session/session-client.ts'
import type { ApplicationDetail } from './use-application.ts'

type Approvable = Pick<ApplicationDetail, 'status' | 'approvals'>

/** Whether to offer an approval: nothing is missing, and it is not this person's second where two people have to. */
export function mayApprove(application: Approvable, signedIn: SignedIn | null): boolean {
  if (application.status !== 'pending' || !may(signedIn, 'applications.decide')) return false
  return !hasApproved(application, signedIn)
}

/** Whether this person has given one of the approvals that stand. */
export function hasApproved({ approvals }: Approvable, signedIn: SignedIn | null): boolean {
  return approvals.given.some(({ approver }) => approver === `admin:${signedIn?.name}`)
}
