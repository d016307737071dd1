import pg from 'pg'
import { auditLogCheck } from './audit-log.ts'
import { type Check, type Fault, fail } from './check.ts'
import { grantsCheck } from './grants.ts'
import { migrationsCheck } from './migrations.ts'
import { queueCheck } from './queue.ts'
import { ownerCheck, rolesCheck } from './roles.ts'
import { policiesCheck, protectionCheck } from './row-level-security.ts'
import { clockCheck, durabilityCheck, serverCheck } from './server.ts'
import { tablesCheck } from './tables.ts'

/** One line of what `db check` says. */
export interface Finding {
  readonly level: 'ok' | Fault['level']
  readonly check: string
  readonly message: string
}

/**
 * Examines a database from every side that the control plane relies on: server, roles, schema, protection, queue and
 * audit log. Changes nothing. What cannot be examined is a failure of its own.
 *
 * @param url - Connects whoever migrates.
 * @throws {@link DatabaseUnreachableError}
 */
export async function checkDatabase(url: string): Promise<readonly Finding[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  await client.connect().catch((cause: unknown) => {
    throw new DatabaseUnreachableError(cause)
  })
  try {
    await client.query('SET default_transaction_read_only = on')
    // Every name comes back with its schema.
    await client.query("SET search_path = ''")
    await client.query("SET statement_timeout = '30s'")
    const findings: Finding[] = []
    for (const check of checksOf(url)) findings.push(...(await examine(check, client)))
    return findings
  } finally {
    await client.end()
  }
}

function checksOf(url: string): readonly Check[] {
  return [
    serverCheck,
    durabilityCheck,
    clockCheck,
    rolesCheck,
    ownerCheck,
    migrationsCheck,
    tablesCheck,
    protectionCheck,
    policiesCheck,
    grantsCheck,
    queueCheck,
    auditLogCheck(url),
  ]
}

async function examine({ name, look }: Check, client: pg.Client): Promise<readonly Finding[]> {
  const { fine, faults } = await look(client).catch((error: unknown) => ({
    fine: '',
    faults: [
      fail(
        `could not be examined (${error instanceof Error ? error.message : String(error)}); put the failures above right first`,
      ),
    ],
  }))
  if (faults.length === 0) return [{ level: 'ok', check: name, message: fine }]
  return faults.map((fault) => ({ ...fault, check: name }))
}

export class DatabaseUnreachableError extends Error {
  override readonly name = 'DatabaseUnreachableError'
  readonly kind = 'unavailable'
  readonly code = 'db.unreachable'

  constructor(cause: unknown) {
    super(
      `the database cannot be reached (${cause instanceof Error ? cause.message : String(cause)}); see whether it runs and what DATABASE_URL says`,
      { cause },
    )
  }
}
