import { latestModelQuerySchema } from '@noderr/protocol'
import { procedure, router } from '../trpc.ts'
import { beaconOf } from './beacon-of.ts'

/** tRPC `model`: `getLatestVersion({modelId, tier})`. */
export const modelRouter = router({
  getLatestVersion: procedure
    .input(latestModelQuerySchema)
    .query(({ ctx, input }) => beaconOf(ctx.services).getLatestVersion(input.modelId, input.tier)),
})
