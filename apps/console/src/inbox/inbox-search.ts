/** What became of a delivery; the words of the control plane, in the order of the tabs. */
export const OUTCOMES = [
  'waiting',
  'unread',
  'test',
  'foreign-form',
  'submitted',
  'duplicate',
  'partial',
  'discarded',
  'erased',
] as const
export type Outcome = (typeof OUTCOMES)[number]

/** What the inbox shows, as it stands in the address. */
export interface InboxSearch {
  /** `quarantine` is what nobody vouches for. */
  readonly show?: Outcome | 'quarantine'
  /** Only older ones than this delivery. */
  readonly before?: string
  /** The delivery that is open. */
  readonly delivery?: string
}

/** Reads what to show out of an address; what the address has wrong is left out. */
export function readInboxSearch(search: Readonly<Record<string, unknown>>): InboxSearch {
  const show = [...OUTCOMES, 'quarantine' as const].find((one) => one === search.show)
  const before = toDeliveryId(search.before)
  const delivery = toDeliveryId(search.delivery)
  return {
    ...(show ? { show } : {}),
    ...(before ? { before } : {}),
    ...(delivery ? { delivery } : {}),
  }
}

function toDeliveryId(value: unknown): string | undefined {
  const text = String(value ?? '')
  return /^[1-9]\d{0,17}$/.test(text) ? text : undefined
}
