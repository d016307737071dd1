/** How the console calls what the control plane names. */
export const STATUS_WORDS = {
  pending: 'pending',
  needs_attention: 'needs attention',
  approved: 'approved',
  rejected: 'rejected',
  withdrawn: 'withdrawn',
} as const

export const SOURCE_WORDS = { typeform: 'Typeform', manual: 'by hand', apply: 'our form' } as const

export const ANSWER_WORDS = {
  name: 'Name',
  email: 'E-mail',
  wallet: 'Wallet',
  tier: 'Tier',
  operatingSystem: 'Operating system',
  rpcEndpoint: 'RPC endpoint',
  stakeAmount: 'Stake',
  experience: 'Experience',
  infrastructure: 'Infrastructure',
  motivation: 'Motivation',
} as const
export type AnswerField = keyof typeof ANSWER_WORDS

export const REJECTION_WORDS = {
  hardware: 'The hardware does not suffice',
  experience: 'Too little experience',
  identity: 'The identity is not clear',
  duplicate: 'It is a duplicate',
  risk: 'Too great a risk',
  'no-answer': 'A question stayed without an answer',
  'tier-full': 'The tier is full',
  other: 'Another reason',
} as const
export type RejectionCode = keyof typeof REJECTION_WORDS

/** `admin:ada` → "ada"; `cli:root` → "root at the command line"; `system:…` → "the system". */
export function personOf(actor: string): string {
  const [kind, ...rest] = actor.split(':')
  const name = rest.join(':')
  if (kind === 'admin') return name
  if (kind === 'cli') return `${name} at the command line`
  if (kind === 'webhook') return 'the form'
  if (kind === 'system') return 'the system'
  if (kind === 'person' || kind === 'operator') return 'the applicant'
  return actor
}
