import { EXPOSED } from '../db/index.ts'
import { type Check, type Fault, fail, warn } from './check.ts'

/** The policies call them with the rights of whoever asks. */
const CALLABLE = ['jwt_email', 'jwt_wallet']

const WRITES = `
  SELECT c.relname AS table, r.rolname AS role, string_agg(p.name, ', ') AS rights
  FROM pg_class c JOIN pg_roles r ON r.rolname IN ('anon', 'authenticated')
  CROSS JOIN unnest(ARRAY['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) AS p (name)
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
    AND CASE WHEN p.name IN ('INSERT', 'UPDATE', 'REFERENCES') THEN has_any_column_privilege(r.oid, c.oid, p.name)
      ELSE has_table_privilege(r.oid, c.oid, p.name) END
  GROUP BY 1, 2 ORDER BY 1, 2`

const READS = `
  SELECT c.relname AS table, r.rolname AS role, array_agg(a.attname::text ORDER BY a.attnum) AS columns
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  JOIN pg_roles r ON r.rolname IN ('anon', 'authenticated')
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
    AND has_column_privilege(r.oid, c.oid, a.attnum, 'SELECT')
  GROUP BY 1, 2 ORDER BY 1, 2`

const SEQUENCES = `
  SELECT c.oid::regclass::text AS name, r.rolname AS role FROM pg_class c JOIN pg_roles r ON r.rolname IN ('anon', 'authenticated')
  WHERE c.relnamespace IN (SELECT oid FROM pg_namespace WHERE nspname IN ('public', 'noderr'))
    AND CASE WHEN c.relkind = 'S' THEN has_sequence_privilege(r.oid, c.oid, 'USAGE, SELECT, UPDATE') END ORDER BY 1, 2`

// Trigger functions cannot be called.
const FUNCTIONS = `
  SELECT p.oid::regprocedure::text AS name, r.rolname AS role
  FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_roles r ON r.rolname IN ('anon', 'authenticated')
  WHERE (n.nspname = 'noderr' OR n.nspname = 'public' AND p.prosecdef) AND p.prorettype <> 'trigger'::regtype
    AND p.proname <> ALL($1) AND has_function_privilege(r.oid, p.oid, 'EXECUTE') ORDER BY 1, 2`

const TRUNCATES = `
  SELECT c.relname AS name FROM pg_class c JOIN pg_roles r ON r.rolname = 'service_role'
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
    AND has_table_privilege(r.oid, c.oid, 'TRUNCATE') ORDER BY 1`

/** What browsers may read and write, whatever the policies say: columns, sequences, functions. */
export const grantsCheck: Check = {
  name: 'grants',
  async look(client) {
    const writes = await client.query<{ table: string; role: string; rights: string }>(WRITES)
    const reads = await client.query<Readable>(READS)
    const sequences = await client.query<{ name: string; role: string }>(SEQUENCES)
    const functions = await client.query<{ name: string; role: string }>(FUNCTIONS, [CALLABLE])
    const truncates = await client.query<{ name: string }>(TRUNCATES)
    const emptied = truncates.rows.map(({ name }) => name).join(', ')
    return {
      fine: `browsers read the listed columns of ${Object.keys(EXPOSED).length} tables and write nothing`,
      faults: [
        ...writes.rows.map(({ table, role, rights }) =>
          fail(`${role} may ${rights} on ${table}; REVOKE ${rights} ON public.${table} FROM ${role}, PUBLIC`),
        ),
        ...reads.rows.flatMap(faultsOf),
        ...missing(reads.rows),
        ...sequences.rows.map(({ name, role }) =>
          fail(`${role} may use sequence ${name}; REVOKE ALL ON SEQUENCE ${name} FROM ${role}, PUBLIC`),
        ),
        ...functions.rows.map(({ name, role }) =>
          fail(`${role} may call ${name}; REVOKE ALL ON FUNCTION ${name} FROM ${role}, PUBLIC`),
        ),
        ...(emptied === ''
          ? []
          : [warn(`service_role may empty ${emptied}; REVOKE TRUNCATE ON them FROM service_role`)]),
      ],
    }
  },
}

interface Readable {
  readonly table: string
  readonly role: string
  readonly columns: readonly string[]
}

function exposedTo(table: string, role: string): readonly string[] {
  const exposure = EXPOSED[table]
  return exposure?.to.some((one) => one === role) ? exposure.columns : []
}

function faultsOf({ table, role, columns }: Readable): readonly Fault[] {
  const exposed = exposedTo(table, role)
  const more = columns.filter((column) => !exposed.includes(column)).join(', ')
  if (more === '') return []
  return [
    fail(
      `${role} may read ${more} of ${table}; REVOKE SELECT ON public.${table} FROM ${role}, PUBLIC, then grant the listed columns again`,
    ),
  ]
}

function missing(readable: readonly Readable[]): readonly Fault[] {
  return Object.entries(EXPOSED).flatMap(([table, { to, columns }]) =>
    to.flatMap((role) => {
      const found = readable.find((one) => one.table === table && one.role === role)?.columns ?? []
      const less = columns.filter((column) => !found.includes(column)).join(', ')
      return less === ''
        ? []
        : [warn(`${role} may not read ${less} of ${table} any more; GRANT SELECT (${less})`)]
    }),
  )
}
