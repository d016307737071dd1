import { Link } from '@tanstack/react-router'
import { shortHex } from '../format/short-hex.ts'
import { useSession } from './use-session.ts'

/** Who is signed in, with the ways to their account and out; for visitors the way in. */
export function SessionCorner() {
  const { signedIn, isAsking, signOut } = useSession()
  if (isAsking) return null
  if (!signedIn)
    return (
      <Link to="/login" className="text-soft hover:text-ink aria-[current]:text-ink">
        Sign in
      </Link>
    )
  const { name, role } = signedIn
  return (
    <p className="flex items-center gap-2 text-xs text-soft">
      <span className="flex items-baseline whitespace-pre">
        <span className="hidden sm:inline">signed in as </span>
        <Link
          to="/account"
          className="max-w-[4.5rem] truncate font-bold text-ink hover:underline sm:max-w-56"
        >
          {name.startsWith('0x') ? shortHex(name) : name}
        </Link>
        {role && role !== name ? <span className="hidden sm:inline"> ({role})</span> : null}
      </span>
      <button
        type="button"
        onClick={signOut}
        className="cursor-pointer rounded border border-line px-2 py-0.5 whitespace-nowrap text-ink hover:bg-raised"
      >
        Sign out
      </button>
    </p>
  )
}
