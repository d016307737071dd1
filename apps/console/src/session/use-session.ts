import { useQuery, useQueryClient } from '@tanstack/react-query'
import {
  fetchSession,
  type SignedIn,
  SignInRefusedError,
  signInByToken,
  signOut,
  takeLoginToken,
} from './session-client.ts'

const SESSION = ['session']

// Once and before anything is drawn: a token works once, and must not stand in the address bar any longer.
let token = takeLoginToken(location, history)

/** Who is signed in, and what became of a link that the page was opened by. */
export interface Session {
  readonly signedIn: SignedIn | null
  /** Why the sign-in link was refused, a sentence; null when it was not. */
  readonly refusal: string | null
  /** Not known yet. */
  readonly isAsking: boolean
  readonly signOut: () => Promise<void>
  /** Asks again, after somebody has signed in by another way. */
  readonly refresh: () => Promise<void>
}

/** Signs in by the link that opened the page, if one did, and tells who is signed in. */
export function useSession(): Session {
  const client = useQueryClient()
  const { data, isPending } = useQuery({
    queryKey: SESSION,
    queryFn: async () => {
      const once = token
      token = null
      const refusal = once ? await signInByToken(once).then(() => null, toSentence) : null
      return { signedIn: await fetchSession(), refusal }
    },
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
  const { signedIn = null, refusal = null } = data ?? {}
  return { signedIn, refusal, isAsking: isPending, signOut: leave, refresh }
}

function toSentence(error: unknown): string {
  if (error instanceof SignInRefusedError) return error.message
  throw error
}
