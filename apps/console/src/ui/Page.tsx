import type { ReactNode } from 'react'
import { useTitle } from './use-title.ts'

/** A page of the console: its heading, what can be done on it, its body. Names the browser's tab. */
export function Page(props: {
  readonly title: string
  readonly aside?: ReactNode
  readonly intro?: ReactNode
  readonly children: ReactNode
}) {
  useTitle(`${props.title} · Noderr`)
  return (
    <>
      <div className="flex min-h-16 flex-wrap items-center justify-between gap-x-6 gap-y-2 py-3">
        <div>
          <h1 className="text-lg/6 font-semibold tracking-tight">{props.title}</h1>
          {props.intro ? <p className="max-w-prose text-soft">{props.intro}</p> : null}
        </div>
        {props.aside ? <div className="flex flex-wrap items-center gap-2">{props.aside}</div> : null}
      </div>
      {props.children}
    </>
  )
}
