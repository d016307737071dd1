import { useSyncExternalStore } from 'react'

/** What stood behind the `#` of this page's address, once the address was cleaned; undefined without one. */
export interface Fragment {
  readonly subscribe: (onChange: () => void) => () => void
  readonly read: () => string | undefined
}

/**
 * Keeps the fragment of one page's address in memory and takes it out of the address bar and the history at once,
 * before anybody can copy or bookmark it. A second link that is opened in the same window counts as well.
 */
export function openFragment(
  path: string,
  page: Pick<Window, 'location' | 'history' | 'addEventListener' | 'removeEventListener'>,
): Fragment {
  let held: string | undefined
  const take = () => {
    const { pathname, hash } = page.location
    if (pathname !== path || hash.length < 2) return
    held = hash.slice(1)
    page.history.replaceState(page.history.state, '', pathname)
  }
  take()
  return {
    subscribe: (onChange) => {
      const hear = () => {
        take()
        onChange()
      }
      page.addEventListener('hashchange', hear)
      return () => page.removeEventListener('hashchange', hear)
    },
    read: () => {
      take()
      return held
    },
  }
}

export function useFragment(fragment: Fragment): string | undefined {
  return useSyncExternalStore(fragment.subscribe, fragment.read)
}
