import { nodeIdSchema } from '@noderr/protocol'
import { z } from 'zod'
import { requirePermission } from '../auth/index.ts'
import type { Context } from '../context/index.ts'
import { parseInput } from '../errors/index.ts'
import type { NodeKey } from './key.ts'
import { findLiveKey } from './store.ts'

export const nodeSchema = z.object({ nodeId: nodeIdSchema })

/**
 * The hot key that speaks for a node, with the span of its delegation; null before the node has enrolled and after its
 * key was revoked.
 *
 * @throws {@link NotAllowedError}
 */
export async function getNodeKey(ctx: Context, input: z.input<typeof nodeSchema>): Promise<NodeKey | null> {
  requirePermission(ctx, 'nodes.read')
  const { nodeId } = parseInput(nodeSchema, input)
  return (await findLiveKey(ctx.db, nodeId)) ?? null
}
