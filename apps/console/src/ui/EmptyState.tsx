import type { ReactNode } from 'react'

/** What stands where there is nothing to list: why, and what to do about it. */
export function EmptyState(props: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className="grid min-h-48 place-content-center justify-items-center gap-1.5 px-4 py-8 text-center">
      <p className="font-semibold">{props.title}</p>
      {props.children ? <div className="max-w-prose text-soft">{props.children}</div> : null}
    </div>
  )
}
