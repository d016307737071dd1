import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { Button } from '../ui/Button.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Page } from '../ui/Page.tsx'
import { SignInRefusedError, signInByToken } from './session-client.ts'
import { useSession } from './use-session.ts'

/**
 * Asks before a sign-in link is used. A program that only opens the links of a mail does not use it up, and nobody is
 * signed in by opening a link that somebody else made.
 */
export function LinkSignIn(props: {
  readonly token: string
  /** The link is spent: undefined when it signed somebody in, else why it was refused. */
  readonly onDone: (refusal?: string) => void
}) {
  const { signedIn, refresh } = useSession()
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => form.current?.querySelector<HTMLElement>('[data-first]')?.focus(), [])
  const entering = useMutation({
    mutationFn: () => signInByToken(props.token),
    onSuccess: async () => {
      await refresh()
      props.onDone()
    },
    // Where nobody could answer, the link is as good as before.
    onError: (error) => {
      if (error instanceof SignInRefusedError && error.status === 401) props.onDone(error.message)
    },
  })
  return (
    <Page
      title="Sign in to the Noderr network"
      intro="By the link that you opened. It is good once. Go on if you asked for it, or know who made it for you."
    >
      <form
        ref={form}
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          entering.mutate()
        }}
      >
        {signedIn ? (
          <Notice>
            You are signed in as {signedIn.name}. The link signs in whoever it was made for instead.
          </Notice>
        ) : null}
        {entering.error ? <Notice look="trouble">{entering.error.message}</Notice> : null}
        <Button type="submit" look="primary" className="min-h-9" isBusy={entering.isPending} data-first>
          Sign in
        </Button>
      </form>
    </Page>
  )
}
