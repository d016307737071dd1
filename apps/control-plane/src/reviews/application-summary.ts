import type { Application } from '../applications/index.ts'
import type { ReviewClock } from './review-clock.ts'

/** One line of the list of applications. */
export interface ApplicationSummary
  extends Pick<
    Application,
    | 'id'
    | 'publicId'
    | 'name'
    | 'email'
    | 'wallet'
    | 'tier'
    | 'source'
    | 'status'
    | 'attention'
    | 'submittedAt'
    | 'assignedTo'
    | 'version'
    | 'digest'
  > {
  /** Undefined once it is decided. */
  readonly clock: ReviewClock | undefined
  /** How many people have said yes to it as it stands, and how many it takes. */
  readonly approvals: { readonly given: number; readonly needed: number }
  /** How many warnings about its applicant it raises: shared wallet, shared mailbox, throw-away address. */
  readonly signals: number
}

/** The line of an application. */
export function summarize(
  application: Application,
  more: Pick<ApplicationSummary, 'clock' | 'approvals' | 'signals'>,
): ApplicationSummary {
  const { id, publicId, name, email, wallet, tier, source, status, attention } = application
  const { submittedAt, assignedTo, version, digest } = application
  return {
    id,
    publicId,
    name,
    email,
    wallet,
    tier,
    source,
    status,
    attention,
    submittedAt,
    assignedTo,
    version,
    digest,
    ...more,
  }
}
