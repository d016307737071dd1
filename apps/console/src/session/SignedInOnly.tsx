import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { EmptyState } from '../ui/EmptyState.tsx'
import { may } from './may.ts'
import { useSession } from './use-session.ts'

/** Shows a page to those who have a permission, and to all others what they lack. */
export function SignedInOnly(props: { readonly needs: string; readonly children: ReactNode }) {
  const { signedIn, isAsking } = useSession()
  if (isAsking) return null
  if (!signedIn)
    return (
      <EmptyState title="Sign in to see this page">
        It is for the people who run the network.{' '}
        <Link to="/login" className="underline">
          Sign in
        </Link>
      </EmptyState>
    )
  if (!may(signedIn, props.needs))
    return (
      <EmptyState title="Your role does not open this page">
        You are signed in as <span className="break-all">{signedIn.name}</span>
        {signedIn.role ? ` (${signedIn.role})` : ''}; it is for the people who run the network. One of its
        owners can give you a role that does ({props.needs}).
      </EmptyState>
    )
  return props.children
}
