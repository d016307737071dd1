import { Badge } from '../ui/Badge.tsx'
import { STATUS_WORDS } from './words.ts'

const LOOKS = {
  pending: 'plain',
  needs_attention: 'warning',
  approved: 'good',
  rejected: 'bad',
  withdrawn: 'quiet',
} as const

/** Where an application stands. */
export function ApplicationStatus({ status }: { readonly status: keyof typeof STATUS_WORDS }) {
  return <Badge look={LOOKS[status]}>{STATUS_WORDS[status]}</Badge>
}
