import { router } from './trpc.ts'

/** The console's API. Each room brings its own routers; `admin` merges the rooms' admin parts. */
export const appRouter = router({
  admin: router({}),
  model: router({}),
  network: router({}),
})

export type AppRouter = typeof appRouter
