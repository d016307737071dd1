import { Navigate } from '@tanstack/react-router'
import { useSession } from './use-session.ts'

/** Where login links lead: the session is made of the link's token, and the network page follows. */
export function LoginPage() {
  const { refusal } = useSession()
  if (!refusal) return <Navigate to="/" replace />
  return (
    <p role="alert" className="py-10 text-center text-bad">
      {refusal}
    </p>
  )
}
