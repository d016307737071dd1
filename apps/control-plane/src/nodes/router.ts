import { procedure, router } from '../trpc.ts'
import { getNodeKey, nodeSchema } from './get-node-key.ts'
import { listNodes, listNodesSchema } from './list-nodes.ts'
import type { Node } from './node.ts'
import { revokeNodeKey, revokeNodeKeySchema } from './revoke-delegation.ts'

/** The nodes' part of the `admin` router. */
export const nodesRouter = router({
  getNodes: procedure
    .input(listNodesSchema)
    .query(async ({ ctx, input }) => (await listNodes(ctx.ctx, input)).map(toView)),
  getNodeKey: procedure.input(nodeSchema).query(({ ctx, input }) => getNodeKey(ctx.ctx, input)),
  revokeNodeKey: procedure
    .input(revokeNodeKeySchema)
    .mutation(({ ctx, input }) => revokeNodeKey({ ...ctx.services, ...ctx.ctx }, input)),
})

/** JSON has no integers of 64 bits: they travel as decimal strings. */
function toView({ lease, highWater, ...node }: Node) {
  return {
    ...node,
    leaseEpoch: lease.epoch.toString(),
    highWaterSequence: highWater.sequence.toString(),
    highWaterCloseTime: highWater.closeTime,
  }
}
