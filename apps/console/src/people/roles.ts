/** The roles, least first, with what each is for. */
export const ROLES = [
  ['viewer', 'reads everything, changes nothing'],
  ['reviewer', 'corrects applications, asks applicants, writes notes'],
  ['approver', 'approves and rejects applications'],
  ['support', 'helps with credentials: links, revocation'],
  ['owner', 'all of it, and people, models and epochs'],
] as const

export type Role = (typeof ROLES)[number][0]
