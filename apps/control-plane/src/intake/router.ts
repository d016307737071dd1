import { procedure, router } from '../trpc.ts'
import { discardDelivery } from './discard-delivery.ts'
import { getIntakeStats, listDeliveries, listInput, listQuarantine } from './list-deliveries.ts'
import { promoteDelivery } from './promote-delivery.ts'
import { deliveryInput, replayDelivery } from './replay-delivery.ts'
import { showDelivery } from './show-delivery.ts'

/** The inbox' part of the `admin` router. */
export const intakeRouter = router({
  getDeliveries: procedure.input(listInput).query(({ ctx, input }) => listDeliveries(ctx.ctx, input)),
  getDelivery: procedure.input(deliveryInput).query(({ ctx, input }) => showDelivery(ctx.ctx, input)),
  replayDelivery: procedure
    .input(deliveryInput)
    .mutation(({ ctx, input }) => replayDelivery({ ...ctx.services, ...ctx.ctx }, input)),
  discardDelivery: procedure
    .input(deliveryInput)
    .mutation(({ ctx, input }) => discardDelivery({ ...ctx.services, ...ctx.ctx }, input)),
  promoteDelivery: procedure
    .input(deliveryInput)
    .mutation(({ ctx, input }) => promoteDelivery({ ...ctx.services, ...ctx.ctx }, input)),
  getQuarantine: procedure.query(({ ctx }) => listQuarantine(ctx.ctx)),
  getIntakeStats: procedure.query(({ ctx }) => getIntakeStats(ctx.ctx)),
})
