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
        You are signed in as {signedIn.name} ({signedIn.role}), and this page needs the permission{' '}
        {props.needs}. Ask an owner of the network.
      </EmptyState>
    )
  return props.children
}
