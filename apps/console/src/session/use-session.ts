import { useQuery, useQueryClient } from '@tanstack/react-query'
import { fetchSession, type SignedIn, signOut, takeLoginToken } from './session-client.ts'

const SESSION = ['session']

// Once and before anything is drawn: a token works once, and must not stand in the address bar any longer.
let token = takeLoginToken(location, history)

/** The token of the sign-in link that opened the page; null without one, and once it was used or refused. */
export function waitingToken(): string | null {
  return token
}

export function forgetToken(): void {
  token = null
}

/** Who is signed in. */
export interface Session {
  readonly signedIn: SignedIn | null
  /** Not known yet. */
  readonly isAsking: boolean
  readonly signOut: () => Promise<void>
  /** Asks again, after somebody has signed in by another way. */
  readonly refresh: () => Promise<void>
}

/** Tells who is signed in. */
export function useSession(): Session {
  const client = useQueryClient()
  const { data, isPending } = useQuery({
    queryKey: SESSION,
    queryFn: fetchSession,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    networkMode: 'always',
  })
  const leave = async () => {
    await signOut()
    sessionStorage.clear()
    // Loaded anew, the page remembers nothing that the next person at this browser must not see.
    location.assign('/')
  }
  const refresh = () => client.resetQueries({ queryKey: SESSION })
  return { signedIn: data ?? null, isAsking: isPending, signOut: leave, refresh }
}
