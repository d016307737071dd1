import { EXPOSED } from '../db/index.ts'
import { type Check, type Fault, fail, warn } from './check.ts'

/** Whether every table of schema public is protected, from its owner, too. */
export const protectionCheck: Check = {
  name: 'row level security',
  async look(client) {
    const { rows } = await client.query<{ name: string; enabled: boolean; forced: boolean }>(`
      SELECT relname AS name, relrowsecurity AS enabled, relforcerowsecurity AS forced FROM pg_class
      WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') ORDER BY 1`)
    const faults = rows.flatMap(({ name, enabled, forced }) => {
      if (enabled && forced) return []
      return [
        fail(
          `row level security is ${enabled ? 'not forced' : 'off'} on ${name}; ALTER TABLE public.${name} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY`,
        ),
      ]
    })
    return { fine: `on and forced on all ${rows.length} tables`, faults }
  },
}

interface Policy {
  readonly table: string
  readonly name: string
  readonly roles: readonly string[]
  readonly command: string
  readonly shows: string | null
  readonly takes: string | null
}

/** Whether every policy names its roles, says what may be written, and shows browsers only what is theirs. */
export const policiesCheck: Check = {
  name: 'policies',
  async look(client) {
    const { rows } = await client.query<Policy>(`
      SELECT tablename AS table, policyname AS name, roles::text[] AS roles, cmd AS command, qual AS shows,
        with_check AS takes
      FROM pg_policies WHERE schemaname = 'public' ORDER BY 1, 2`)
    const silent = Object.keys(EXPOSED).filter(
      (table) => !rows.some((policy) => policy.table === table && isForBrowsers(policy)),
    )
    return {
      fine: `${rows.length} policies name their roles, and browsers see only what is public or their own`,
      faults: [
        ...rows.flatMap(faultsOf),
        ...silent.map((table) =>
          warn(`no policy shows ${table} to anybody; the migration that makes it was undone`),
        ),
      ],
    }
  },
}

function isForBrowsers({ roles }: Policy): boolean {
  return roles.some((role) => ['anon', 'authenticated', 'public'].includes(role))
}

function faultsOf(policy: Policy): readonly Fault[] {
  const { table, name, command, shows, takes } = policy
  const drop = `DROP POLICY "${name}" ON public.${table}, and find out who made it`
  if (policy.roles.includes('public')) return [fail(`policy ${name} on ${table} is for everybody; ${drop}`)]
  if (!['SELECT', 'DELETE'].includes(command) && takes === null)
    return [fail(`policy ${name} on ${table} does not say WITH CHECK what may be written; ${drop}`)]
  if (!isForBrowsers(policy)) return []
  const exposure = EXPOSED[table]
  if (!exposure) return [fail(`policy ${name} opens ${table} to browsers, which is closed to them; ${drop}`)]
  if (command !== 'SELECT') return [fail(`policy ${name} lets browsers ${command} rows of ${table}; ${drop}`)]
  const foreign = policy.roles.filter((role) => !exposure.to.some((one) => one === role))
  if (foreign.length > 0)
    return [fail(`policy ${name} shows ${table} to ${foreign.join(', ')}, who may not see it; ${drop}`)]
  if (!exposure.to.includes('anon') && !(shows ?? '').includes('jwt_'))
    return [fail(`policy ${name} shows rows of ${table} without asking whose they are; ${drop}`)]
  return []
}
