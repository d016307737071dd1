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
        signed in as <strong className="text-ink">{signedIn.name}</strong>
        {signedIn.role === signedIn.name ? null : ` (${signedIn.role})`}
      </span>
      <button
        type="button"
        onClick={signOut}
        className="cursor-pointer rounded border border-line px-2 py-0.5 text-ink hover:bg-raised"
      >
        Sign out
      </button>
    </p>
  )
}
