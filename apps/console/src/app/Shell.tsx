import { Link, Outlet } from '@tanstack/react-router'
import { SessionCorner } from '../session/SessionCorner.tsx'

/** What stands around every page: the name, the ways to go, who is signed in. */
export function Shell() {
  return (
    <div className="mx-auto max-w-[1400px] px-3 pb-8 sm:px-6">
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:absolute focus:top-2 focus:left-2 focus:rounded focus:bg-surface focus:px-3 focus:py-2"
      >
        Skip to the content
      </a>
      <header className="flex min-h-14 flex-wrap items-center justify-between gap-x-6 gap-y-1 border-b border-line py-2">
        <nav aria-label="Pages" className="flex flex-wrap items-center gap-x-5 gap-y-1">
          <Link to="/" className="flex items-center gap-2 text-[15px] font-semibold tracking-tight">
            <img src="/favicon.svg" alt="" className="size-6" />
            Noderr
          </Link>
        </nav>
        <SessionCorner />
      </header>
      <main id="content">
        <Outlet />
      </main>
    </div>
  )
}
