import { z } from 'zod'
import { requirePermission } from '../auth/index.ts'
import type { Context } from '../context/index.ts'
import { parseInput } from '../errors/index.ts'
import { type AuditLogEntry, listEntries } from './store.ts'

export const getAuditLogSchema = z.object({
  /** `application:12` */
  subject: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .regex(/^\P{Cc}*$/u)
    .optional(),
  /** `admin:ada` */
  actor: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .regex(/^\P{Cc}*$/u)
    .optional(),
  /** `application.approved`, or `application.` for all that begin so. */
  action: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .regex(/^\P{Cc}*$/u)
    .optional(),
  /** From this moment on. */
  from: z.coerce.date().optional(),
  /** Before this moment. */
  to: z.coerce.date().optional(),
  /** `next` of the page before. */
  before: z
    .string()
    .regex(/^\d{1,18}$/)
    .optional(),
  limit: z.number().int().min(1).max(200).default(50),
})

/**
 * Pages through the audit log, newest first.
 *
 * @returns `next` asks for the page after; undefined on the last.
 * @throws {@link NotAllowedError}
 */
export async function getAuditLog(
  ctx: Context,
  input: z.input<typeof getAuditLogSchema> = {},
): Promise<{ readonly entries: readonly AuditLogEntry[]; readonly next: string | undefined }> {
  requirePermission(ctx, 'audit.read')
  const { limit, ...filter } = parseInput(getAuditLogSchema, input)
  const rows = await listEntries(ctx.db, filter, limit + 1)
  const entries = rows.slice(0, limit)
  return { entries, next: rows.length > limit ? entries.at(-1)?.id : undefined }
}
