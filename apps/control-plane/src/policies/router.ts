import { procedure, router } from '../trpc.ts'
import { confirmConfig, decideConfigSchema, dropConfig } from './decide-config.ts'
import { listConfig } from './list-config.ts'
import { setConfig, setConfigSchema } from './set-config.ts'

/** The policies' part of the `admin` router. */
export const policiesRouter = router({
  getConfig: procedure.query(({ ctx }) => listConfig(ctx.ctx)),
  setConfig: procedure.input(setConfigSchema).mutation(({ ctx, input }) => setConfig(ctx.ctx, input)),
  confirmConfig: procedure
    .input(decideConfigSchema)
    .mutation(({ ctx, input }) => confirmConfig(ctx.ctx, input)),
  dropConfig: procedure.input(decideConfigSchema).mutation(({ ctx, input }) => dropConfig(ctx.ctx, input)),
})
