import { useQuery } from '@tanstack/react-query'
import { TRPCClientError } from '@trpc/client'
import { api } from '../../api/client.ts'
import type { NetworkLive } from './network-live.ts'

const QUESTION = ['network.live']
const POLL_MS = 1_000
const GIVE_UP_MS = 5_000

/** What is known of the network and whether it is still so. */
export interface LiveState {
  readonly live: NetworkLive | undefined
  /** Why the last question got no figures, a sentence; null while they come. */
  readonly trouble: string | null
  /** Wall time of the last figures, or 0. */
  readonly answeredAt: number
}

const UNASKED: LiveState = { live: undefined, trouble: null, answeredAt: 0 }

/** Asks every second while the page is seen; keeps the last answer when there is trouble, and goes on asking. */
export function useNetworkLive(): LiveState {
  const { data } = useQuery<LiveState>({
    queryKey: QUESTION,
    // Trouble is an answer like another: a failed query would forget it whenever the next question is out.
    queryFn: ({ signal, client }) => ask(signal, client.getQueryData<LiveState>(QUESTION) ?? UNASKED),
    refetchInterval: POLL_MS,
    networkMode: 'always',
  })
  return data ?? UNASKED
}

async function ask(signal: AbortSignal, last: LiveState): Promise<LiveState> {
  try {
    const patience = AbortSignal.any([signal, AbortSignal.timeout(GIVE_UP_MS)])
    const live = await api.network.live.query(undefined, { signal: patience })
    return { live, trouble: null, answeredAt: Date.now() }
  } catch (error) {
    signal.throwIfAborted()
    return { ...last, trouble: troubleOf(error) }
  }
}

function troubleOf(error: unknown): string {
  const status = error instanceof TRPCClientError ? error.data?.httpStatus : undefined
  return status
    ? `The control plane answers with an error (${status}).`
    : 'The control plane does not answer.'
}
