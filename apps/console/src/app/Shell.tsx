import { Outlet, useLocation } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { SessionCorner } from '../session/SessionCorner.tsx'
import { Announcer } from '../ui/Announcer.tsx'
import { Navigation } from './Navigation.tsx'

/** What stands around every page: the name, the ways to go, who is signed in. */
export function Shell() {
  const content = useRef<HTMLElement>(null)
  useFocusOnNewPage(content)
  return (
    <Announcer>
      <div className="mx-auto max-w-[1400px] px-3 pb-8 sm:px-6">
        <a
          href="#content"
          className="sr-only z-20 focus:not-sr-only focus:absolute focus:top-2 focus:left-2 focus:rounded focus:bg-surface focus:px-3 focus:py-2"
        >
          Skip to the content
        </a>
        <header className="flex min-h-14 items-stretch justify-between gap-x-4 border-b border-line">
          <Navigation />
          <div className="self-center">
            <SessionCorner />
          </div>
        </header>
        <main id="content" ref={content} tabIndex={-1} className="outline-none">
          <Outlet />
        </main>
      </div>
    </Announcer>
  )
}

/** A new page begins at its beginning for the keyboard and for screen readers; the first one does by itself. */
function useFocusOnNewPage(content: React.RefObject<HTMLElement | null>): void {
  const { pathname } = useLocation()
  const seen = useRef(pathname)
  useEffect(() => {
    if (seen.current === pathname) return
    seen.current = pathname
    content.current?.focus({ preventScroll: true })
  }, [pathname, content])
}
