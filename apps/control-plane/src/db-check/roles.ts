import { type Check, type Fault, fail, warn } from './check.ts'

const BROWSERS = ['anon', 'authenticated']
const ROLES = [...BROWSERS, 'service_role']

interface Role {
  readonly name: string
  readonly is_superuser: boolean
  readonly bypasses: boolean
  readonly logs_in: boolean
  readonly may_become: boolean
  readonly is_service: boolean
}

// From PostgreSQL 16 on one can be a member without the right to SET ROLE.
const QUERY = `
  SELECT r.rolname AS name, r.rolsuper AS is_superuser, r.rolbypassrls AS bypasses, r.rolcanlogin AS logs_in,
    pg_has_role(current_user, r.oid, CASE WHEN current_setting('server_version_num')::integer >= 160000
      THEN 'SET' ELSE 'MEMBER' END) AS may_become,
    pg_has_role(r.oid, (SELECT oid FROM pg_roles WHERE rolname = 'service_role'), 'MEMBER') AS is_service
  FROM pg_roles r WHERE r.rolname = ANY($1)`

/** The three roles, what they may become and who may become them. */
export const rolesCheck: Check = {
  name: 'roles',
  async look(client) {
    const { rows } = await client.query<Role>(QUERY, [ROLES])
    const missing = ROLES.filter((name) => !rows.some((row) => row.name === name))
    return {
      fine: `${ROLES.join(', ')} are there; requests may run as each, and no browser as the service`,
      faults: [
        ...missing.map((name) =>
          fail(
            `role ${name} is missing; run the migrations as a role with CREATEROLE (npm run control-plane)`,
          ),
        ),
        ...rows.flatMap(faultsOf),
      ],
    }
  },
}

function faultsOf(role: Role): readonly Fault[] {
  const { name } = role
  const faults: Fault[] = []
  if (!role.may_become)
    faults.push(fail(`this login may not SET ROLE ${name}; GRANT ${name} TO it as an administrator`))
  if (!BROWSERS.includes(name)) return faults
  if (role.is_superuser || role.bypasses)
    faults.push(
      fail(`${name} is past row level security; ALTER ROLE ${name} NOSUPERUSER NOBYPASSRLS at once`),
    )
  if (role.is_service) faults.push(fail(`${name} may act as the service; REVOKE service_role FROM ${name}`))
  if (role.logs_in)
    faults.push(warn(`${name} can log in by itself; ALTER ROLE ${name} NOLOGIN, only the gateway takes it`))
  return faults
}

/** Who owns the tables: whoever migrates has to, and row level security binds owners, too. */
export const ownerCheck: Check = {
  name: 'owner',
  async look(client) {
    const { rows } = await client.query<{ login: string; free: boolean; foreign: string[] }>(`
      SELECT r.rolname AS login, r.rolsuper OR r.rolbypassrls OR coalesce(pg_has_role(r.oid,
          (SELECT oid FROM pg_roles WHERE rolname = 'service_role'), 'USAGE'), false) AS free, ARRAY(
        SELECT c.relname::text FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace
          AND c.relkind IN ('r', 'p') AND NOT pg_has_role(r.oid, c.relowner, 'MEMBER') ORDER BY 1) AS foreign
      FROM pg_roles r WHERE r.rolname = current_user`)
    const { login = '', free = false, foreign = [] } = rows[0] ?? {}
    const faults: Fault[] = []
    if (foreign.length > 0)
      faults.push(
        fail(
          `${login} does not own ${foreign.join(', ')}, so no later migration can change them; ALTER TABLE … OWNER TO ${login}`,
        ),
      )
    if (!free)
      faults.push(
        warn(
          `${login} is bound by row level security, so migrations and telemetry partitions do not see every row; GRANT service_role TO ${login}, or ALTER ROLE ${login} BYPASSRLS as on Supabase`,
        ),
      )
    return { fine: `${login} owns every table and sees every row`, faults }
  },
}
