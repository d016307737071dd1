import { useState } from 'react'

/** The rows that are chosen for what is done next. */
export interface Selection {
  readonly ids: readonly number[]
  readonly isAll: boolean
  has(id: number): boolean
  toggle(id: number): void
  toggleAll(): void
  clear(): void
}

/** @param selectable - Ids of the page's rows that may be chosen; what is no longer among them is not chosen. */
export function useSelection(selectable: readonly number[]): Selection {
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set())
  const ids = selectable.filter((id) => chosen.has(id))
  const isAll = selectable.length > 0 && ids.length === selectable.length
  return {
    ids,
    isAll,
    has: (id) => ids.includes(id),
    toggle: (id) => {
      if (selectable.includes(id))
        setChosen(new Set(ids.includes(id) ? ids.filter((one) => one !== id) : [...ids, id]))
    },
    toggleAll: () => setChosen(new Set(isAll ? [] : selectable)),
    clear: () => setChosen(new Set()),
  }
}
