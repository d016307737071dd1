import type { CanonicalValue } from '@noderr/protocol'
import type { Db } from '../db/index.ts'

/** Who did what to what, and in `details` what it was before and after, and why. */
export interface AuditLogEntry {
  readonly id: string
  readonly at: Date
  readonly actor: string
  readonly action: string
  readonly subject: string
  readonly details: Readonly<Record<string, CanonicalValue>>
  readonly hash: string
}

/** Newest first. */
export async function listEntries(
  db: Db,
  filter: {
    readonly subject?: string | undefined
    readonly actor?: string | undefined
    readonly action?: string | undefined
    readonly from?: Date | undefined
    readonly to?: Date | undefined
    readonly before?: string | undefined
  },
  limit: number,
): Promise<AuditLogEntry[]> {
  let query = db.selectFrom('audit_log').selectAll().orderBy('id', 'desc').limit(limit)
  if (filter.subject) query = query.where('subject', '=', filter.subject)
  if (filter.actor) query = query.where('actor', '=', filter.actor)
  if (filter.action?.endsWith('.')) query = query.where('action', 'like', startOf(filter.action))
  else if (filter.action) query = query.where('action', '=', filter.action)
  if (filter.from) query = query.where('at', '>=', filter.from)
  if (filter.to) query = query.where('at', '<', filter.to)
  if (filter.before) query = query.where('id', '<', filter.before)
  const rows = await query.execute()
  return rows.map(({ id, at, actor, action, subject, details, hash }) => ({
    id,
    at,
    actor,
    action,
    subject,
    details: details as AuditLogEntry['details'],
    hash,
  }))
}

function startOf(text: string): string {
  return `${text.replace(/[\\%_]/g, '\\$&')}%`
}
