import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { EXPOSED } from '../src/db/exposed.ts'
import { faultOf, MATRIX, OWNERS, PERSONS, type Person, type Rule } from './row-level-security-matrix.ts'
import { startTestServices, type TestServices } from './services.ts'

const DENIED = '42501'
const ROLES = ['anon', 'authenticated', 'service_role'] as const
type Role = (typeof ROLES)[number]

/** A column that an insert or update may name, and its type. */
interface Column {
  readonly name: string
  readonly type: string
  readonly isComputed: boolean
}

let services: TestServices
/** Past row level security. */
let owner: pg.Client
/** Logs in with no right of its own and takes a role for each request, as PostgREST does. */
let gateway: pg.Client
const gatewayRole = `gateway_${randomBytes(6).toString('hex')}`
const tables = new Map<string, readonly Column[]>()
const partitions = new Set<string>()

beforeAll(async () => {
  services = await startTestServices()
  owner = new pg.Client({ connectionString: services.url })
  await owner.connect()
  await owner.query("SELECT noderr.ensure_telemetry_partitions('2026-01-01', 1)")
  await owner.query(`CREATE ROLE ${gatewayRole} LOGIN NOINHERIT PASSWORD 'gateway'`)
  await owner.query(`GRANT ${ROLES.join(', ')} TO ${gatewayRole}`)
  gateway = new pg.Client({ connectionString: withLogin(services.url, gatewayRole, 'gateway') })
  await gateway.connect()
  await readCatalog()
  await fillTables()
})
afterAll(async () => {
  await gateway.end()
  await owner.query(`DROP ROLE ${gatewayRole}`)
  await owner.end()
  await services.close()
})

function withLogin(url: string, user: string, password: string): string {
  return url.replace(/\/\/[^@]*@/, `//${user}:${password}@`)
}

async function readCatalog(): Promise<void> {
  const { rows } = await owner.query<{ table: string; partition: boolean; columns: readonly Column[] }>(`
    SELECT c.relname AS table, c.relispartition AS partition, json_agg(json_build_object('name', a.attname,
      'type', format_type(a.atttypid, a.atttypmod), 'isComputed', a.attidentity = 'a' OR a.attgenerated <> '') ORDER BY a.attnum) AS columns
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') GROUP BY c.oid`)
  for (const { table, partition, columns } of rows) {
    tables.set(table, columns)
    if (partition) partitions.add(table)
  }
}

/** A row for each owner in every table that has readers; keys and triggers of other tables do not matter here. */
async function fillTables(): Promise<void> {
  await owner.query('SET session_replication_role = replica')
  for (const [table, { row }] of Object.entries(MATRIX)) {
    if (!row || !tables.has(table)) continue
    for (const values of OWNERS.map(row)) {
      const names = Object.keys(values)
      const places = names.map((_, index) => `$${index + 1}`)
      await owner.query(
        `INSERT INTO ${table} (${names.join(', ')}) VALUES (${places.join(', ')})`,
        Object.values(values),
      )
    }
  }
  await owner.query('SET session_replication_role = origin')
}

function ruleOf(table: string): Rule {
  return MATRIX[partitions.has(table) ? 'node_telemetry_default' : table] ?? { service: 'SIUD' }
}

/** What a role gets, or the code of the refusal, in a transaction that is undone. */
async function as(role: Role, query: string, claims: object = {}): Promise<number | string> {
  await gateway.query('BEGIN')
  try {
    await gateway.query(`SET LOCAL ROLE ${role}`)
    await gateway.query("SELECT set_config('request.jwt.claims', $1, true)", [JSON.stringify(claims)])
    return (await gateway.query(query)).rowCount ?? 0
  } catch (error) {
    return error instanceof pg.DatabaseError ? (error.code ?? '') : String(error)
  } finally {
    await gateway.query('ROLLBACK')
  }
}

/** One statement for each operation that touches no row: only the right to it decides. */
function probes(table: string): Readonly<Record<'S' | 'I' | 'U' | 'D' | 'T', string>> {
  const columns = (tables.get(table) ?? []).filter(({ isComputed }) => !isComputed)
  const names = columns.map(({ name }) => `"${name}"`)
  const nulls = columns.map(({ type }) => `NULL::${type}`)
  return {
    S: `SELECT * FROM ${table} LIMIT 0`,
    I: `INSERT INTO ${table} (${names.join(', ')}) SELECT ${nulls.join(', ')} WHERE false`,
    U: `UPDATE ${table} SET ${names.map((name, index) => `${name} = ${nulls[index]}`).join(', ')} WHERE false`,
    D: `DELETE FROM ${table} WHERE false`,
    T: `TRUNCATE ${table} CASCADE`,
  }
}

it('has an entry for every table, and every entry a table', () => {
  const faults = [...tables.keys()].filter((table) => !partitions.has(table)).map(faultOf)
  expect(faults.filter((fault) => fault !== undefined)).toEqual([])
  expect([...Object.keys(MATRIX), ...Object.keys(EXPOSED)].filter((table) => !tables.has(table))).toEqual([])
})

it('is enabled and forced on every table, and every policy names its roles and says what may be written', async () => {
  const open = await owner.query(`SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace
    AND relkind IN ('r', 'p') AND NOT (relrowsecurity AND relforcerowsecurity)`)
  expect(open.rows).toEqual([])
  const policies =
    await owner.query(`SELECT tablename, policyname FROM pg_policies WHERE schemaname = 'public'
    AND (roles::text[] && ARRAY['public'] OR (cmd <> 'SELECT' AND cmd <> 'DELETE' AND with_check IS NULL))`)
  expect(policies.rows).toEqual([])
  const views = await owner.query(`SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace
    AND relkind IN ('v', 'm') AND NOT coalesce(reloptions @> '{security_invoker=true}', false)`)
  expect(views.rows).toEqual([])
})

it('lets the service do with each table what the matrix says, and no more', async () => {
  const found: Record<string, string> = {}
  const expected: Record<string, string> = {}
  for (const table of tables.keys()) {
    const { service, updates = [] } = ruleOf(table)
    const allowed = await allowedTo('service_role', table)
    expected[table] = [...service, ...updates].join(' ')
    found[table] = allowed.join(' ')
  }
  expect(found).toEqual(expected)
})

/** The operations, and where updates are not free the columns that may be updated. */
async function allowedTo(role: Role, table: string): Promise<readonly string[]> {
  const statements = probes(table)
  const allowed: string[] = []
  for (const [operation, statement] of Object.entries(statements))
    if ((await as(role, statement)) !== DENIED) allowed.push(operation)
  if (allowed.includes('U')) return allowed
  const columns: string[] = []
  for (const { name, type, isComputed } of tables.get(table) ?? []) {
    const update = `UPDATE ${table} SET "${name}" = NULL::${type} WHERE false`
    if (!isComputed && (await as(role, update)) !== DENIED) columns.push(name)
  }
  if (columns.length === 0) return allowed
  const order: readonly string[] = ['S', 'I', 'u', 'D', 'T']
  return [...[...allowed, 'u'].sort((a, b) => order.indexOf(a) - order.indexOf(b)), ...columns]
}

it('lets no browser write or empty any table, whatever it claims', async () => {
  const allowed: string[] = []
  for (const table of tables.keys()) {
    const { S: _, ...writes } = probes(table)
    for (const { role, claims } of [PERSONS['anybody at all'], PERSONS['I by wallet']])
      for (const [operation, statement] of Object.entries(writes))
        if ((await as(role, statement, claims)) !== DENIED) allowed.push(`${role} ${operation} ${table}`)
  }
  expect(allowed).toEqual([])
})

it.each(Object.keys(PERSONS) as Person[])(
  'shows %s the rows of the matrix and nothing else',
  async (person) => {
    const { role, claims } = PERSONS[person]
    const found: Record<string, number | string> = {}
    const expected: Record<string, number | string> = {}
    for (const table of tables.keys()) {
      const columns = EXPOSED[table]?.columns ?? (tables.get(table) ?? []).map(({ name }) => name)
      const reads = partitions.has(table) ? 'denied' : (ruleOf(table).reads?.[person] ?? 'denied')
      expected[table] = reads === 'denied' ? DENIED : reads
      found[table] = await as(
        role,
        `SELECT ${columns.map((name) => `"${name}"`).join(', ')} FROM ${table}`,
        claims,
      )
    }
    expect(found).toEqual(expected)
  },
)

it('shows of a release only what is active', async () => {
  await owner.query("UPDATE model_versions SET active = false WHERE version = '1.0.1'")
  expect(await as('anon', 'SELECT id FROM model_versions')).toBe(2)
  await owner.query("UPDATE model_versions SET active = true WHERE version = '1.0.1'")
})

it('grants browsers exactly the columns that are listed as exposed, and never one that sounds secret', async () => {
  const { rows } = await owner.query<{ table: string; role: string; columns: string[] }>(`
    SELECT c.relname AS table, r.rolname AS role, array_agg(a.attname::text ORDER BY a.attnum) AS columns
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    JOIN pg_roles r ON r.rolname IN ('anon', 'authenticated')
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
      AND has_column_privilege(r.oid, c.oid, a.attnum, 'SELECT') GROUP BY 1, 2 ORDER BY 1, 2`)
  const listed = Object.entries(EXPOSED).flatMap(([table, { to, columns }]) =>
    to.map((role) => ({ table, role, columns: [...columns] })),
  )
  const sorted = (all: readonly { table: string; role: string; columns: string[] }[]) =>
    Object.fromEntries(all.map(({ table, role, columns }) => [`${role} ${table}`, columns.sort()]))
  expect(sorted(rows)).toEqual(sorted(listed))
  const secret = /secret|password|token|salt|note|signal|risk|assignee|digest$|reviewed_by|other_answers/
  const leaks = rows.flatMap(({ table, columns }) => columns.map((column) => `${table}.${column}`))
  // A statement's digest is published; a round's salt is not.
  expect(leaks.filter((leak) => secret.test(leak) && leak !== 'reward_statements.digest')).toEqual([])
})

it('leaves browsers no sequence, and of our functions only those that the policies call', async () => {
  const sequences = await owner.query(`SELECT c.relname, r.rolname FROM pg_class c, pg_roles r
    WHERE c.relkind = 'S' AND c.relnamespace IN ('public'::regnamespace, 'noderr'::regnamespace)
      AND r.rolname IN ('anon', 'authenticated') AND has_sequence_privilege(r.oid, c.oid, 'USAGE, SELECT, UPDATE')`)
  expect(sequences.rows).toEqual([])
  // Trigger functions cannot be called by anybody.
  const { rows } = await owner.query<{ name: string }>(`
    SELECT DISTINCT p.proname AS name FROM pg_proc p, pg_roles r
    WHERE p.pronamespace IN ('public'::regnamespace, 'noderr'::regnamespace)
      AND p.prorettype <> 'trigger'::regtype AND r.rolname IN ('anon', 'authenticated')
      AND has_function_privilege(r.oid, p.oid, 'EXECUTE') ORDER BY 1`)
  expect(rows.map(({ name }) => name)).toEqual(['jwt_email', 'jwt_wallet'])
  const definers = await owner.query(`SELECT proname FROM pg_proc WHERE prosecdef
    AND pronamespace IN ('public'::regnamespace, 'noderr'::regnamespace)
    AND NOT coalesce(array_to_string(proconfig, ',') LIKE 'search_path=pg_catalog%', false)`)
  expect(definers.rows).toEqual([])
})

it('keeps browsers out of the queue and out of the book of migrations', async () => {
  for (const role of ROLES) {
    expect(await as(role, 'SELECT * FROM noderr.migrations')).toBe(DENIED)
    expect(await as(role, "UPDATE noderr.migrations SET checksum = ''")).toBe(DENIED)
    expect(await as(role, 'SELECT * FROM graphile_worker._private_jobs')).toBe(DENIED)
  }
  for (const role of ['anon', 'authenticated'] as const)
    expect(await as(role, "SELECT noderr.enqueue('mail.send', '{}')")).toBe(DENIED)
})

it('takes for granted that what was promised, said, logged or paid is kept', () => {
  const kept = Object.keys(MATRIX).filter((table) => !MATRIX[table]?.service.includes('D'))
  expect(kept).toEqual(
    expect.arrayContaining([
      'audit_log',
      'equivocation_evidence',
      'network_log',
      'outcomes',
      'prediction_batches',
      'predictions',
      'reward_epochs',
      'reward_leaves',
      'reward_statements',
      'rounds',
    ]),
  )
})
