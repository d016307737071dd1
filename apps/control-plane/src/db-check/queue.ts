import { type Check, type Fault, fail, warn } from './check.ts'

/** Whether the job queue is there, closed to all but its door, and taken care of. */
export const queueCheck: Check = {
  name: 'queue',
  async look(client) {
    const there = await client.query(
      "SELECT 1 WHERE to_regclass('graphile_worker._private_jobs') IS NOT NULL",
    )
    if (there.rowCount === 0)
      return {
        fine: '',
        faults: [
          fail(
            'schema graphile_worker is missing, so nothing that is due later will happen; run the migrations',
          ),
        ],
      }
    const { rows } = await client.query<{
      dead: number
      late: number
      waiting: number
      door: boolean
      open: string[]
    }>(`
      SELECT count(*) FILTER (WHERE attempts >= max_attempts)::integer AS dead,
        count(*) FILTER (WHERE attempts < max_attempts AND locked_at IS NULL
          AND run_at < now() - interval '10 minutes')::integer AS late,
        count(*)::integer AS waiting,
        coalesce((SELECT has_function_privilege(r.oid, p.oid, 'EXECUTE') FROM pg_proc p, pg_roles r
          WHERE p.proname = 'enqueue' AND p.pronamespace = to_regnamespace('noderr') AND r.rolname = 'service_role'),
          false) AS door,
        ARRAY(SELECT r.rolname::text FROM pg_roles r WHERE r.rolname IN ('anon', 'authenticated', 'service_role')
          AND has_schema_privilege(r.oid, 'graphile_worker', 'USAGE') AND NOT r.rolsuper ORDER BY 1) AS open
      FROM graphile_worker._private_jobs`)
    const { dead = 0, late = 0, waiting = 0, door = false, open = [] } = rows[0] ?? {}
    const faults: Fault[] = []
    if (!door)
      faults.push(
        fail('service_role may not call noderr.enqueue, so nothing can be queued; run the migrations'),
      )
    if (open.length > 0)
      faults.push(
        fail(
          `${open.join(', ')} may look into the queue; REVOKE ALL ON SCHEMA graphile_worker FROM ${open.join(', ')}`,
        ),
      )
    if (dead > 0)
      faults.push(
        warn(`${dead} jobs failed until they were given up; read last_error in graphile_worker.jobs`),
      )
    if (late > 0)
      faults.push(
        warn(`${late} jobs are ten minutes late; see whether a worker runs (npm run control-plane)`),
      )
    return { fine: `there, closed to all but its door; ${waiting} jobs wait`, faults }
  },
}
