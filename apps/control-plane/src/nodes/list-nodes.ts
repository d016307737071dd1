import { type NodeId, nodeIdSchema } from '@noderr/protocol'
import { z } from 'zod'
import { requirePermission } from '../auth/index.ts'
import type { Context } from '../context/index.ts'
import { parseInput } from '../errors/index.ts'
import type { Node } from './node.ts'
import { listAfter } from './store.ts'

export const listNodesSchema = z.object({
  /** Only nodes with a greater id: the last one of the page before. */
  after: nodeIdSchema.optional(),
  limit: z.number().int().min(1).max(500).default(100),
})

/**
 * Pages through the enrolled nodes by their id.
 *
 * @throws {@link NotAllowedError}
 */
export async function listNodes(ctx: Context, input: z.input<typeof listNodesSchema> = {}): Promise<Node[]> {
  requirePermission(ctx, 'nodes.read')
  const { after, limit } = parseInput(listNodesSchema, input)
  return listAfter(ctx.db, after as NodeId | undefined, limit)
}
