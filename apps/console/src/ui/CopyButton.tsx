import { useState } from 'react'

/** Copies `text`; says so for a moment, to the eye and to screen readers, without changing its size. */
export function CopyButton({ text, label }: { readonly text: string; readonly label: string }) {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle')
  const copy = async () => {
    const copied = await navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    )
    setState(copied ? 'copied' : 'failed')
    setTimeout(() => setState('idle'), 1_500)
  }
  return (
    <button
      type="button"
      onClick={copy}
      aria-label={`Copy ${label}`}
      title={state === 'failed' ? 'The browser refused; select the text instead' : `Copy ${label}`}
      className="inline-grid size-6 shrink-0 cursor-pointer place-items-center rounded align-middle text-soft hover:bg-raised hover:text-ink"
    >
      <svg
        viewBox="0 0 16 16"
        className="size-3.5"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.4"
        aria-hidden="true"
      >
        {state === 'copied' ? (
          <path d="M3 8.5l3.2 3L13 4.5" className="stroke-good" strokeWidth="2" />
        ) : state === 'failed' ? (
          <path d="M4 4l8 8M12 4l-8 8" className="stroke-bad" strokeWidth="2" />
        ) : (
          <path d="M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z" strokeLinejoin="round" />
        )}
      </svg>
      <span role="status" className="sr-only">
        {state === 'copied' ? `${label} copied` : state === 'failed' ? `${label} not copied` : ''}
      </span>
    </button>
  )
}
