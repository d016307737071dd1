import type { OpenBundle } from '@noderr/protocol'
import type { Credential } from './credential.ts'
import type { KeyedContext } from './keyed-context.ts'
import { type ChannelRoots, readRoots } from './roots.ts'

/** Everything that the node of a credential needs to start, but the secret. @throws {@link ChannelNotInitialisedError} */
export async function openBundle(ctx: KeyedContext, credential: Credential): Promise<OpenBundle> {
  return bundleOf(ctx, credential, await readRoots(ctx.config.artifactStoreDir))
}

/** As {@link openBundle}, with roots that were read before. */
export function bundleOf(
  { config, network }: Pick<KeyedContext, 'config' | 'network'>,
  { nodeId, tier, operator, apiKey }: Credential,
  roots: ChannelRoots,
): OpenBundle {
  return {
    nodeId,
    tier,
    operator,
    apiKey,
    controlPlaneUrl: config.publicUrl,
    ...network.domain,
    ...roots,
  }
}
