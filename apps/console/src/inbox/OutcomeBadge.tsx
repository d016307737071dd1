import { Badge } from '../ui/Badge.tsx'
import type { Outcome } from './inbox-search.ts'

const LOOKS = {
  waiting: 'warning',
  unread: 'bad',
  test: 'warning',
  'foreign-form': 'warning',
  submitted: 'good',
  duplicate: 'plain',
  partial: 'plain',
  discarded: 'quiet',
  erased: 'quiet',
} as const satisfies Record<Outcome, string>

/** What became of a delivery, in a word; what the word means on hover. */
export function OutcomeBadge({ outcome }: { readonly outcome: Outcome }) {
  return (
    <span title={OUTCOME_MEANS[outcome]}>
      <Badge look={LOOKS[outcome]}>{outcomeInWords(outcome)}</Badge>
    </span>
  )
}

export function outcomeInWords(outcome: Outcome): string {
  return outcome.replace('-', ' ')
}

/** Each outcome in a sentence. */
export const OUTCOME_MEANS = {
  waiting: 'It could not be read yet; a job tries again.',
  unread: 'No adapter knows its shape. It is kept until one does; then replay it.',
  test: 'It looks like a test of Typeform. Discard it, or promote it should it be a person.',
  'foreign-form': 'Its form is not in TYPEFORM_FORM_IDS.',
  submitted: 'It made an application.',
  duplicate: 'Its token had brought an application before.',
  partial: 'Somebody left in the middle of the form.',
  discarded: 'An admin put it aside.',
  erased: 'Its person was erased, and its body with them.',
} as const satisfies Record<Outcome, string>
