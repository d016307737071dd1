import { type Check, type Fault, fail, warn } from './check.ts'

const LEAST_VERSION = 150_000
const SKEW_WARN_MS = 2_000
const SKEW_FAIL_MS = 60_000
/** Pools of api and worker, the queue's own, and somebody who looks. */
const CONNECTIONS_NEEDED = 40

const SETTINGS = `
  SELECT current_setting('server_version_num')::integer AS version, current_setting('server_version') AS named,
    current_setting('server_encoding') AS encoding, current_setting('TimeZone') AS timezone,
    current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS synchronous_commit,
    current_setting('full_page_writes') AS full_page_writes,
    current_setting('max_connections')::integer AS max_connections, pg_is_in_recovery() AS in_recovery`

interface Settings {
  readonly version: number
  readonly named: string
  readonly encoding: string
  readonly timezone: string
  readonly fsync: string
  readonly synchronous_commit: string
  readonly full_page_writes: string
  readonly max_connections: number
  readonly in_recovery: boolean
}

/** Version, encoding, time zone and room for connections. */
export const serverCheck: Check = {
  name: 'server',
  async look(client) {
    const { rows } = await client.query<Settings>(SETTINGS)
    return {
      fine: `PostgreSQL ${rows[0]?.named}, UTF8, UTC, takes writes`,
      faults: rows.flatMap(serverFaults),
    }
  },
}

function serverFaults(settings: Settings): readonly Fault[] {
  const faults: Fault[] = []
  if (settings.version < LEAST_VERSION)
    faults.push(fail(`PostgreSQL ${settings.named} is too old; move to 15 or newer`))
  if (settings.in_recovery)
    faults.push(fail('this server is a standby and takes no writes; point DATABASE_URL at the primary'))
  if (settings.encoding !== 'UTF8')
    faults.push(
      fail(`the encoding is ${settings.encoding}; dump it and load it into a database with ENCODING 'UTF8'`),
    )
  if (!['UTC', 'Etc/UTC', 'GMT'].includes(settings.timezone))
    faults.push(
      warn(
        `sessions think in ${settings.timezone}; ALTER DATABASE … SET timezone = 'UTC', so that people read in SQL what the pages say`,
      ),
    )
  if (settings.max_connections < CONNECTIONS_NEEDED)
    faults.push(
      warn(
        `max_connections is ${settings.max_connections}; api and worker want up to ${CONNECTIONS_NEEDED}, so raise it or use a pooler in session mode`,
      ),
    )
  return faults
}

/** What keeps a committed row through a crash of the machine. */
export const durabilityCheck: Check = {
  name: 'durability',
  async look(client) {
    const { rows } = await client.query<Settings>(SETTINGS)
    const off = rows.flatMap((settings) =>
      (['fsync', 'full_page_writes', 'synchronous_commit'] as const).filter(
        (name) => settings[name] === 'off',
      ),
    )
    return {
      fine: 'fsync, full_page_writes and synchronous_commit are on: what was committed survives a crash',
      faults: off.map((name) =>
        fail(
          `${name} is off, so a crash can lose an application that was answered with 200; set ${name} = on and reload`,
        ),
      ),
    }
  },
}

/** How far the server's clock is from this machine's. */
export const clockCheck: Check = {
  name: 'clock',
  async look(client) {
    const before = Date.now()
    const { rows } = await client.query<{ ms: number }>(
      'SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS ms',
    )
    const after = Date.now()
    const server = rows[0]?.ms ?? Number.NaN
    // Anywhere between question and answer may be when the server looked.
    const skewMs = Math.round(Math.max(0, before - server, server - after))
    const message = `the server's clock is ${skewMs} ms away from this machine's; let both follow NTP, since links and sessions end by it`
    const faults = skewMs > SKEW_FAIL_MS ? [fail(message)] : skewMs > SKEW_WARN_MS ? [warn(message)] : []
    return { fine: `the server's clock and this machine's are within ${Math.max(skewMs, 1)} ms`, faults }
  },
}
