import type { ReactNode } from 'react'

/**
 * Views of one list, of which one is shown: links, so that each has an address. On a narrow screen the row scrolls
 * within itself. Give `tab` the class of each link by {@link TAB}, and `aria-current` to the one shown.
 */
export function Tabs(props: { readonly label: string; readonly children: ReactNode }) {
  return (
    <nav aria-label={props.label} className="flex gap-1 overflow-x-auto border-b border-line">
      {props.children}
    </nav>
  )
}

/** The look of a link in {@link Tabs}. */
export const TAB =
  '-mb-px flex min-h-9 items-center gap-1.5 border-b-2 border-transparent px-2.5 whitespace-nowrap text-soft hover:text-ink aria-[current]:border-accent aria-[current]:font-medium aria-[current]:text-ink'
