import { z } from 'zod'

export const STATUS_TABS = [
  'open',
  'pending',
  'needs_attention',
  'approved',
  'rejected',
  'withdrawn',
  'all',
] as const
export type StatusTab = (typeof STATUS_TABS)[number]

const SORTS = ['age', 'name', 'tier', 'status'] as const
export type Sort = (typeof SORTS)[number]

const text = z.string().trim().min(1).max(200).optional().catch(undefined)

/** What the list of applications shows, as it stands in the address; what the address has wrong is left out. */
const schema = z.object({
  status: z.enum(STATUS_TABS).optional().catch(undefined),
  tier: z.enum(['micro', 'validator', 'guardian', 'oracle']).optional().catch(undefined),
  source: z.enum(['typeform', 'manual', 'apply']).optional().catch(undefined),
  /** An admin's name; null is what nobody looks after. */
  assignee: z.union([text, z.null()]),
  overdue: z.literal(true).optional().catch(undefined),
  /** Waits for a second person's approval. */
  second: z.literal(true).optional().catch(undefined),
  search: text,
  sort: z.enum(SORTS).optional().catch(undefined),
  direction: z.enum(['asc', 'desc']).optional().catch(undefined),
  /** Where the page begins: a key that the control plane gave out. */
  after: z.string().max(400).optional().catch(undefined),
})
export type ApprovalSearch = z.output<typeof schema>

/** Reads the list's filters out of an address. Nothing in an address is an error. */
export function readApprovalSearch(search: Readonly<Record<string, unknown>>): ApprovalSearch {
  const read = schema.parse(search)
  return Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined))
}

/** Another filter: the page begins anew. */
export function withFilter(search: ApprovalSearch, filter: Partial<ApprovalSearch>): ApprovalSearch {
  const { after: _, ...rest } = { ...search, ...filter }
  return readApprovalSearch(rest)
}

/** A click on a column's head: by it, and the other way round on the second click. */
export function withSort(search: ApprovalSearch, sort: Sort): ApprovalSearch {
  const { sort: before, direction } = sortOf(search)
  const turned = before === sort && direction === 'asc' ? 'desc' : 'asc'
  return withFilter(search, { sort, direction: turned })
}

/** How the list is sorted: what has waited longest comes first, where the address says nothing. */
export function sortOf({ sort = 'age', direction = 'desc' }: ApprovalSearch) {
  return { sort, direction }
}

/** Whether anything but the status narrows the list. */
export function isFiltered({ tier, source, assignee, overdue, second, search }: ApprovalSearch): boolean {
  return [tier, source, assignee, overdue, second, search].some((filter) => filter !== undefined)
}
