import { createContext, type ReactNode, useCallback, useContext, useEffect, useState } from 'react'

const SHOWN_MS = 6_000

interface Announcement {
  readonly id: number
  readonly text: string
}

const Announce = createContext<(text: string) => void>(() => {})

/** Tells everybody what just happened, in a sentence: `const announce = useAnnounce(); announce('Application 12 is approved.')`. */
export function useAnnounce(): (text: string) => void {
  return useContext(Announce)
}

/** Around the whole console: the corner in which announcements appear for some seconds, read out by screen readers. */
export function Announcer({ children }: { readonly children: ReactNode }) {
  const [shown, setShown] = useState<Announcement | null>(null)
  const announce = useCallback(
    (text: string) => setShown((before) => ({ id: (before?.id ?? 0) + 1, text })),
    [],
  )
  useEffect(() => {
    if (!shown) return
    const timer = setTimeout(() => setShown(null), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [shown])
  return (
    <Announce value={announce}>
      {children}
      <div
        role="status"
        className="pointer-events-none fixed inset-x-3 bottom-4 z-30 flex justify-center sm:inset-x-auto sm:right-6"
      >
        {shown ? (
          <p
            key={shown.id}
            className="max-w-[28rem] rounded-md bg-ink px-4 py-2.5 font-medium text-ground shadow-lg"
          >
            {shown.text}
          </p>
        ) : null}
      </div>
    </Announce>
  )
}
