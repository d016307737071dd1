import { useSession } from './use-session.ts'

/** Who is signed in, with the way out; nothing for visitors. */
export function SessionCorner() {
  const { signedIn, refusal, signOut } = useSession()
  if (refusal)
    return (
      <p role="alert" className="text-xs text-bad">
        {refusal}
      </p>
    )
  if (!signedIn) return null
  return (
    <p className="flex items-center gap-2 text-xs text-soft">
      <span>
        <span className="hidden sm:inline">signed in as </span>
        <strong className="text-ink">{signedIn.name}</strong>
        {signedIn.role === signedIn.name ? null : (
          <span className="hidden sm:inline"> ({signedIn.role})</span>
        )}
      </span>
      <button
        type="button"
        onClick={signOut}
        className="cursor-pointer rounded border whitespace-nowrap border-line px-2 py-0.5 text-ink hover:bg-raised"
      >
        Sign out
      </button>
    </p>
  )
}
