/** Why an application was rejected, for counting; the applicant reads the reviewer's own words instead. */
export const REJECTION_CODES = [
  'hardware',
  'experience',
  'identity',
  'duplicate',
  'risk',
  'no-answer',
  'tier-full',
  'other',
] as const
export type RejectionCode = (typeof REJECTION_CODES)[number]
