import { Badge } from '../ui/Badge.tsx'
import type { MailState } from './mail-search.ts'

const LOOKS = {
  queued: 'plain',
  retrying: 'warning',
  kept: 'warning',
  dead: 'bad',
  sent: 'good',
} as const satisfies Record<MailState, string>

/** Where a mail is on its way, in a word. */
export function MailStateBadge({ state }: { readonly state: MailState }) {
  return <Badge look={LOOKS[state]}>{STATE_WORDS[state]}</Badge>
}

/** The states as the page calls them. */
export const STATE_WORDS = {
  queued: 'queued',
  retrying: 'retrying',
  kept: 'kept',
  dead: 'dead letter',
  sent: 'sent',
} as const satisfies Record<MailState, string>
