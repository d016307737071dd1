import { useQuery, useQueryClient } from '@tanstack/react-query'
import {
  fetchSession,
  type SignedIn,
  SignInRefusedError,
  signIn,
  signOut,
  takeLoginToken,
} from './session-client.ts'

const SESSION = ['session']

// Once and before anything is drawn: a token works once, and must not stand in the address bar any longer.
const token = takeLoginToken(location, history)

/** Who is signed in, and what became of a login link that the page was opened by. */
export interface Session {
  readonly signedIn: SignedIn | null
  /** Why the login link was refused, a sentence; null when it was not. */
  readonly refusal: string | null
  /** Not known yet. */
  readonly isAsking: boolean
  readonly signOut: () => Promise<void>
}

/** Signs in by the link that opened the page, if one did, and tells who is signed in. */
export function useSession(): Session {
  const client = useQueryClient()
  const { data, error, isPending } = useQuery({
    queryKey: SESSION,
    queryFn: async () => {
      if (token && !client.getQueryData(SESSION)) await signIn(token)
      return fetchSession()
    },
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    networkMode: 'always',
  })
  const leave = async () => {
    await signOut()
    client.setQueryData(SESSION, null)
  }
  const refusal = error instanceof SignInRefusedError ? error.message : null
  return { signedIn: data ?? null, refusal, isAsking: isPending, signOut: leave }
}
