import type { ApiOutputs } from '../api/client.ts'

/** One application as the list shows it. */
export type ListRow = ApiOutputs['admin']['getApplications']['applications'][number]

/** Whether a decision on it is still open; one that needs attention can only be rejected. */
export function isDecidable({ status }: Pick<ListRow, 'status'>): boolean {
  return status === 'pending' || status === 'needs_attention'
}
