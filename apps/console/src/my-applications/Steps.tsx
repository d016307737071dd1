const STEPS = ['Received', 'Reviewed', 'Claimed', 'Running'] as const

/** How far an application has come on its way to a node. */
export function Steps({ done }: { readonly done: number }) {
  return (
    <ol aria-label="Progress" className="grid grid-cols-4 gap-1.5">
      {STEPS.map((step, place) => {
        const isDone = place < done
        return (
          <li key={step} aria-current={place === done ? 'step' : undefined} className="grid gap-1.5 text-xs">
            <span
              aria-hidden="true"
              className={`h-1 rounded-full ${isDone ? 'bg-good' : place === done ? 'bg-accent' : 'bg-line'}`}
            />
            <span className={isDone || place === done ? 'font-medium' : 'text-soft'}>
              {step}
              <span className="sr-only">{isDone ? ', done' : place === done ? ', next' : ''}</span>
            </span>
          </li>
        )
      })}
    </ol>
  )
}
