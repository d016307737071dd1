import { createTRPCClient, httpLink } from '@trpc/client'
import type { AppRouter } from '../../../control-plane/src/router.ts'
import type { NetworkLive } from './network-live.ts'

const client = createTRPCClient<AppRouter>({ links: [httpLink({ url: '/trpc' })] })

/** Asks the control plane for everything that the page shows. */
export function fetchNetworkLive(signal: AbortSignal): Promise<NetworkLive> {
  return client.network.live.query(undefined, { signal })
}
