import type { AuditEntry } from './use-audit-log.ts'

const WHAT_CHANGED = ['before', 'after', 'why']

/** What was there before, what is there now, why, and whatever else the deed left behind. */
export function AuditDetails({ details }: Pick<AuditEntry, 'details'>) {
  const entries = Object.entries(details)
  const ordered = [
    ...entries.filter(([name]) => !WHAT_CHANGED.includes(name)),
    ...WHAT_CHANGED.flatMap((name) => entries.filter(([one]) => one === name)),
  ]
  if (ordered.length === 0) return null
  return (
    <dl className="flex flex-wrap gap-x-4 text-xs/5">
      {ordered.map(([name, value]) => (
        <div key={name} className="flex min-w-0 gap-1.5">
          <dt className={WHAT_CHANGED.includes(name) ? 'font-medium' : 'text-soft'}>{name}</dt>
          <dd className="[overflow-wrap:anywhere]">{inWords(value)}</dd>
        </div>
      ))}
    </dl>
  )
}

function inWords(value: unknown): string {
  if (value === null) return 'nothing'
  if (typeof value === 'string') return /^sha256:[0-9a-f]{64}$/.test(value) ? `${value.slice(0, 19)}…` : value
  if (Array.isArray(value)) return value.map(inWords).join(', ')
  if (typeof value === 'object')
    return Object.entries(value)
      .map(([name, one]) => `${name}: ${inWords(one)}`)
      .join(', ')
  return String(value)
}
