import { z } from 'zod'

const text = z.string().trim().min(1).max(200).optional().catch(undefined)

/** Which entries of the audit log are shown, as it stands in the address. */
const schema = z.object({
  /** `admin:ada`, `cli:root` … */
  actor: text,
  /** `application.approved` … */
  action: text,
  /** `application:12` … */
  subject: text,
  /** Older than this entry. */
  before: z
    .string()
    .regex(/^\d{1,18}$/)
    .optional()
    .catch(undefined),
})
export type AuditSearch = z.output<typeof schema>

/** Reads the filters out of an address. Nothing in an address is an error. */
export function readAuditSearch(search: Readonly<Record<string, unknown>>): AuditSearch {
  // A number in an address is read as one.
  const { before } = search
  const read = schema.parse({ ...search, before: typeof before === 'number' ? String(before) : before })
  return Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined))
}
