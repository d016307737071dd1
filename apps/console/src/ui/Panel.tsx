import { type ReactNode, useId } from 'react'

/** A titled part of the page. `aside` stands right of the title. */
export function Panel(props: {
  readonly title: string
  readonly aside?: ReactNode
  readonly className?: string
  readonly children: ReactNode
}) {
  const id = useId()
  return (
    <section
      aria-labelledby={id}
      className={`min-w-0 rounded-lg border border-line bg-surface ${props.className ?? ''}`}
    >
      <header className="flex min-h-11 flex-wrap items-center justify-between gap-x-4 gap-y-1 border-b border-line px-4 py-2">
        <h2 id={id} className="text-sm font-semibold">
          {props.title}
        </h2>
        {props.aside ? <div className="text-xs text-soft">{props.aside}</div> : null}
      </header>
      {props.children}
    </section>
  )
}
