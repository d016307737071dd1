import type { RefObject } from 'react'
import { useKeys } from '../keys/use-keys.ts'

export interface RowActions {
  readonly onToggle: (id: number) => void
  /** About the selected rows, or the one under the cursor when none is. */
  readonly onApprove: (id: number | undefined) => void
  readonly onReject: (id: number | undefined) => void
  readonly onHelp: () => void
}

export const LIST_KEYS = [
  ['j ↓', 'go to the next application'],
  ['k ↑', 'go to the one before'],
  ['Enter', 'open it'],
  ['x', 'select it, or no longer'],
  ['a', 'approve what is selected, or it'],
  ['r', 'reject what is selected, or it'],
  ['/', 'search'],
  ['?', 'this list'],
] as const

/**
 * Moves through a list by keys. The cursor is the browser's own focus on the rows' links, so that Enter opens, Tab
 * goes on from there, and screen readers read what is under it. Rows carry `data-row`, their links `data-row-link`.
 */
export function useRowKeys(list: RefObject<HTMLElement | null>, search: string, actions: RowActions): void {
  const move = (step: 1 | -1) => {
    const links = [...(list.current?.querySelectorAll<HTMLElement>('[data-row-link]') ?? [])]
    const here = links.findIndex((link) => link.closest('[data-row]') === rowOf(document.activeElement))
    const next = here === -1 ? (step === 1 ? 0 : links.length - 1) : here + step
    links[next]?.focus()
    links[next]?.scrollIntoView({ block: 'nearest' })
  }
  const current = () => {
    const id = rowOf(document.activeElement)?.dataset.row
    return id === undefined ? undefined : Number(id)
  }
  // Arrow keys scroll the page, except from within the list.
  const inList = (step: 1 | -1) => (rowOf(document.activeElement) ? move(step) : false)
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    ArrowDown: () => inList(1),
    ArrowUp: () => inList(-1),
    x: () => {
      const id = current()
      return id === undefined ? false : actions.onToggle(id)
    },
    a: () => actions.onApprove(current()),
    r: () => actions.onReject(current()),
    '/': () => document.getElementById(search)?.focus(),
    '?': actions.onHelp,
  })
}

function rowOf(element: Element | null): HTMLElement | null {
  return element?.closest<HTMLElement>('[data-row]') ?? null
}
