import { readMigrations } from '../db/index.ts'
import { type Check, fail, warn } from './check.ts'

const REMEDY = 'start the control plane of this release over it once (npm run control-plane)'

/** Applied, missing, changed and unknown migrations. */
export const migrationsCheck: Check = {
  name: 'migrations',
  async look(client) {
    const there = await client.query("SELECT 1 WHERE to_regclass('noderr.migrations') IS NOT NULL")
    if (there.rowCount === 0)
      return { fine: '', faults: [fail(`no migration was ever applied here; ${REMEDY}`)] }
    const { rows } = await client.query<{ name: string; checksum: string }>(
      'SELECT name, checksum FROM noderr.migrations ORDER BY name',
    )
    const applied = new Map(rows.map(({ name, checksum }) => [name, checksum]))
    const ours = readMigrations()
    const missing = ours.filter(({ name }) => !applied.has(name))
    const changed = ours.filter(({ name, checksum }) => (applied.get(name) ?? checksum) !== checksum)
    const unknown = rows.filter(({ name }) => !ours.some((migration) => migration.name === name))
    return {
      fine: `all ${ours.length} migrations are applied, each as this release has it`,
      faults: [
        ...missing.map(({ name }) => fail(`migration ${name} is not applied; ${REMEDY}`)),
        ...changed.map(({ name }) =>
          fail(
            `migration ${name} was applied with another text; find out which release made this database, and put changes in a new migration`,
          ),
        ),
        ...unknown.map(({ name }) =>
          warn(
            `migration ${name} is not of this release; do not run an older control plane over a newer database`,
          ),
        ),
      ],
    }
  },
}
