import { type ReactNode, useEffect, useId, useRef } from 'react'

/**
 * A question that has to be answered first: the browser's own modal dialog, closed by Escape. Render it to open it. It
 * begins at the element with `data-first`, or else at its first field or button.
 */
export function Dialog(props: {
  readonly title: string
  readonly onClose: () => void
  readonly children: ReactNode
}) {
  const id = useId()
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    dialog.current?.showModal()
    dialog.current?.querySelector<HTMLElement>('[data-first]')?.focus()
  }, [])
  return (
    <dialog
      ref={dialog}
      aria-labelledby={id}
      onClose={props.onClose}
      className="m-auto w-[min(34rem,calc(100vw-1.5rem))] rounded-lg border border-line bg-surface p-5 text-ink backdrop:bg-black/50"
    >
      <h2 id={id} className="mb-3 text-base font-semibold">
        {props.title}
      </h2>
      {props.children}
    </dialog>
  )
}
