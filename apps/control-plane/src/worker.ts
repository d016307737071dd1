import { requireDatabaseUrl, runChild } from './child.ts'
import { readConfig } from './config.ts'
import { runJobs } from './jobs/index.ts'
import { requeueKeptMail } from './mail/index.ts'
import { openMarket } from './market-source.ts'
import { renewTimestampNow } from './models/index.ts'
import { JOBS_OF_ROOMS } from './rooms.ts'
import { wire } from './wire.ts'

/** The job runner as a process: started by the supervisor, or alone with `DATABASE_URL` set. */
await runChild('worker', async () => {
  const config = readConfig()
  const databaseUrl = requireDatabaseUrl(config)
  const services = await wire(config, databaseUrl, 'worker')
  await requeueKeptMail(services)
  await renewTimestampNow(services)
  const runner = await runJobs(
    databaseUrl,
    JOBS_OF_ROOMS.flatMap((jobs) => jobs(services)),
    services.log,
  )
  const market = await openMarket(services)
  // It ends on its own only when it cannot go on; the supervisor starts another.
  runner.promise.catch((error: unknown) => {
    services.log.error({ err: error }, 'the job runner ended')
    process.exit(1)
  })
  return async () => {
    await market?.stop()
    await runner.stop()
    await services.db.destroy()
  }
})
