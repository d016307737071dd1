import { type TelemetryAnswer, type TelemetryRow, telemetryRowSchema } from '@noderr/protocol'

type Refused = TelemetryAnswer['results'][number]

/** The rows of a request that can be stored, by their place in it, and an answer for each that cannot. */
export interface ReadRows {
  readonly good: ReadonlyMap<number, TelemetryRow>
  readonly refused: readonly Refused[]
}

/** A row is at most this many bytes of JSON. */
const MAX_ROW_BYTES = 4_096
/** PostgreSQL and `Date` end later, each elsewhere. */
const LATEST_MS = Date.parse('9999-12-31T23:59:59.999Z')
/** NUL and lone surrogates as JSON writes them; PostgreSQL holds them in no JSON. */
const UNSTORABLE = /\\u(0000|d[89a-f])/

/** Parses rows one by one, so that a bad one does not take the others with it. Of a repeated sequence the first counts. */
export function readTelemetryRows(rows: readonly unknown[]): ReadRows {
  const good = new Map<number, TelemetryRow>()
  const refused: Refused[] = []
  const seen = new Set<number>()
  for (const [index, row] of rows.entries()) {
    const parsed = telemetryRowSchema.safeParse(row)
    const reason = parsed.success ? faultOf(parsed.data, seen) : firstIssue(parsed.error.issues)
    if (parsed.success && !reason) {
      seen.add(parsed.data.sequence)
      good.set(index, parsed.data)
    } else
      refused.push({ index, sequence: sequenceOf(row), status: 'refused', reason: reason ?? 'unreadable' })
  }
  return { good, refused }
}

function faultOf(row: TelemetryRow, seen: ReadonlySet<number>): string | undefined {
  if (seen.has(row.sequence)) return `sequence ${row.sequence} stands twice in this request`
  if (Buffer.byteLength(JSON.stringify(row)) > MAX_ROW_BYTES)
    return `a row has at most ${MAX_ROW_BYTES} bytes`
  if (row.timestamp > LATEST_MS) return 'timestamp: lies beyond the year 9999'
  if (UNSTORABLE.test(JSON.stringify(row)))
    return 'a text holds NUL or half a character, which cannot be stored'
  return (
    SEALED.find((name) => Object.hasOwn(row.prediction, name)) &&
    'probabilities are sealed and stay out of telemetry'
  )
}

/** Names under which probabilities would travel: sealed until the round settles (PROTOCOL §7). */
const SEALED = ['p0', 'p1', 'p2', 'probabilities']

function sequenceOf(row: unknown): number | null {
  const sequence = typeof row === 'object' && row !== null && 'sequence' in row ? row.sequence : null
  return typeof sequence === 'number' && Number.isSafeInteger(sequence) ? sequence : null
}

function firstIssue(issues: readonly { readonly path: PropertyKey[]; readonly message: string }[]): string {
  const [issue] = issues
  return issue ? `${issue.path.map(String).join('.') || 'row'}: ${issue.message}` : 'unreadable'
}
