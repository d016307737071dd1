import { buildApi } from './build-api.ts'
import { requireDatabaseUrl, runChild } from './child.ts'
import { readConfig } from './config.ts'
import { listen } from './listen.ts'
import { wire } from './wire.ts'

/** The HTTP server as a process: started by the supervisor, or alone with `DATABASE_URL` set. */
await runChild('api', async () => {
  const config = readConfig()
  const services = await wire(config, requireDatabaseUrl(config), 'api')
  const app = await buildApi(services)
  await listen(app, config)
  return async () => {
    await app.close()
    await services.db.destroy()
  }
})
