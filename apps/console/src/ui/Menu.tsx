import { type ReactNode, useId, useRef } from 'react'

/**
 * A button that opens a small list of links or buttons below it: the browser's own popover, closed by Escape, by a
 * click elsewhere, and by a choice.
 */
export function Menu(props: { readonly label: ReactNode; readonly children: ReactNode }) {
  const id = useId()
  const list = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const place = () => {
    const { bottom, left } = button.current?.getBoundingClientRect() ?? { bottom: 0, left: 0 }
    const width = list.current?.offsetWidth ?? 0
    list.current?.style.setProperty('top', `${bottom + 4}px`)
    list.current?.style.setProperty('left', `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`)
  }
  return (
    <>
      <button
        ref={button}
        type="button"
        popoverTarget={id}
        className="inline-flex min-h-8 cursor-pointer items-center gap-1.5 rounded-md border border-line bg-surface px-3 font-medium hover:bg-raised"
      >
        {props.label}
        <svg viewBox="0 0 10 6" className="w-2.5" fill="none" stroke="currentColor" aria-hidden="true">
          <path d="M1 1l4 4 4-4" strokeWidth="1.5" />
        </svg>
      </button>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: closes after a choice, which its children make by key as well */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: a key on a link or button arrives here as a click */}
      <div
        ref={list}
        id={id}
        popover="auto"
        onToggle={place}
        onClick={() => list.current?.hidePopover()}
        className="fixed m-0 min-w-44 rounded-lg border border-line bg-surface p-1 text-ink shadow-lg"
      >
        {props.children}
      </div>
    </>
  )
}
