import { useSyncExternalStore } from 'react'

const WIDE = '(min-width: 768px)'

/** Whether a table fits; on a narrower screen its rows become cards. */
export function useIsWide(): boolean {
  return useSyncExternalStore(
    (onChange) => {
      const query = matchMedia(WIDE)
      query.addEventListener('change', onChange)
      return () => query.removeEventListener('change', onChange)
    },
    () => matchMedia(WIDE).matches,
  )
}
