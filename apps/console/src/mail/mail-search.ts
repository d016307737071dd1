/** How far a mail has come; the words of the control plane. */
export const MAIL_STATES = ['queued', 'retrying', 'kept', 'dead', 'sent'] as const
export type MailState = (typeof MAIL_STATES)[number]

/** What the list of mails shows, as it stands in the address. */
export interface MailSearch {
  readonly state?: MailState
  readonly type?: string
  /** Only mails about this application. */
  readonly application?: number
  /** Only older ones than this mail. */
  readonly before?: string
  /** The mail that is open. */
  readonly mail?: string
}

/** Reads the list's filters out of an address; what the address has wrong is left out. */
export function readMailSearch(search: Readonly<Record<string, unknown>>): MailSearch {
  const state = MAIL_STATES.find((one) => one === search.state)
  const application = Number(search.application)
  const before = toMailId(search.before)
  const mail = toMailId(search.mail)
  return {
    ...(state ? { state } : {}),
    ...(typeof search.type === 'string' && /^\w{1,100}$/.test(search.type) ? { type: search.type } : {}),
    ...(Number.isInteger(application) && application > 0 && application < 2 ** 31 ? { application } : {}),
    ...(before ? { before } : {}),
    ...(mail ? { mail } : {}),
  }
}

/** Another filter: the list begins anew, and no mail is open. */
export function withFilter(
  { before: _, mail: __, ...search }: MailSearch,
  filter: { readonly [K in keyof MailSearch]: MailSearch[K] | undefined },
): MailSearch {
  return readMailSearch({ ...search, ...filter })
}

function toMailId(value: unknown): string | undefined {
  const text = String(value ?? '')
  return /^[1-9]\d{0,17}$/.test(text) ? text : undefined
}
