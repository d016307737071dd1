import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../ui/Button.tsx'
import { TextField } from '../ui/Field.tsx'
import { Notice } from '../ui/Notice.tsx'
import { requestLink } from './session-client.ts'

/** Asks for an address and has a link mailed to it. */
export function EmailSignIn() {
  const [email, setEmail] = useState('')
  const asking = useMutation({ mutationFn: () => requestLink(email.trim()) })
  if (asking.isSuccess)
    return (
      <div className="grid gap-3 p-4">
        <Notice look="success">
          A link is on its way to {email.trim()}. It is good once and for fifteen minutes.
        </Notice>
        <p className="text-soft">
          Nothing there? Look among the unwanted mail, or{' '}
          <button type="button" className="cursor-pointer underline" onClick={() => asking.reset()}>
            try another address
          </button>
          .
        </p>
      </div>
    )
  return (
    <form
      className="grid gap-3 p-4"
      onSubmit={(event) => {
        event.preventDefault()
        asking.mutate()
      }}
    >
      <TextField
        label="E-mail address"
        type="email"
        autoComplete="email"
        required
        maxLength={254}
        value={email}
        onChange={(event) => setEmail(event.target.value)}
        fault={asking.error?.message}
      />
      <Button type="submit" isBusy={asking.isPending}>
        Mail me a link
      </Button>
    </form>
  )
}
