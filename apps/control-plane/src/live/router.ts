import type { Services } from '../context/index.ts'
import { procedure, router } from '../trpc.ts'
import { getLive } from './get-live.ts'
import type { NetworkLive } from './live.ts'

/** However many pages look at once, the database is asked this seldom. */
const SHARED_FOR_MS = 500

const shared = new WeakMap<Services, { readonly at: number; readonly live: Promise<NetworkLive> }>()

/** tRPC `network`: `live()`, for anyone. */
export const networkRouter = router({
  live: procedure.query(({ ctx: { services } }) => {
    const last = shared.get(services)
    const now = services.clock.now()
    if (last && now - last.at < SHARED_FOR_MS) return last.live
    const live = getLive(services)
    shared.set(services, { at: now, live })
    live.catch(() => shared.delete(services))
    return live
  }),
})
