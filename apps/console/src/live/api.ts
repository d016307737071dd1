import { createTRPCUntypedClient, httpLink } from '@trpc/client'
import type { NetworkLive } from './network-live.ts'

const client = createTRPCUntypedClient({ links: [httpLink({ url: '/trpc' })] })

/** Asks the control plane for everything that the page shows. */
export function fetchNetworkLive(signal: AbortSignal): Promise<NetworkLive> {
  return client.query('network.live', undefined, { signal }) as Promise<NetworkLive>
}
