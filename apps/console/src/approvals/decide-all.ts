import { type ApiOutputs, api } from '../api/client.ts'
import type { ListRow } from './list-row.ts'
import type { RejectionCode } from './words.ts'

/** One decision on several applications. */
export type BulkDecision =
  | { readonly decision: 'approve' }
  | { readonly decision: 'reject'; readonly reasonCode: RejectionCode; readonly reason: string }

/** What became of one of them, as a sentence. */
export interface BulkResult {
  readonly applicationId: number
  readonly went: boolean
  readonly sentence: string
}

/** Decides on applications as the list showed them; what changed meanwhile is refused, one by one. */
export async function decideAll(rows: readonly ListRow[], asked: BulkDecision): Promise<BulkResult[]> {
  const applications = rows.map(({ id, digest, version }) => ({ applicationId: id, digest, version }))
  if (asked.decision === 'reject') {
    const { reasonCode, reason } = asked
    const outcomes = await api.admin.rejectApplications.mutate({ applications, reasonCode, reason })
    return outcomes.map((outcome) => toResult(outcome, 'rejected; the mail is on its way'))
  }
  const outcomes = await api.admin.approveApplications.mutate({ applications })
  return outcomes.map((outcome) => toResult(outcome, wordsOfApproval(outcome)))
}

type ApprovalOutcome = ApiOutputs['admin']['approveApplications'][number]
type Outcome = ApprovalOutcome | ApiOutputs['admin']['rejectApplications'][number]

function wordsOfApproval(outcome: ApprovalOutcome): string {
  if (!('decided' in outcome)) return ''
  return outcome.decided.status === 'approved'
    ? 'approved; the invitation is on its way'
    : 'your approval is given; a second person has to approve as well'
}

function toResult(outcome: Outcome, done: string): BulkResult {
  const { applicationId } = outcome
  return 'refused' in outcome
    ? { applicationId, went: false, sentence: outcome.refused.message }
    : { applicationId, went: true, sentence: done }
}
