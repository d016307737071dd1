import { Button } from '../ui/Button.tsx'
import type { Selection } from './use-selection.ts'

/** What can be done with the rows that are chosen. It stands there always, so that nothing jumps. */
export function BulkBar(props: {
  readonly selection: Selection
  readonly mayDecide: boolean
  readonly onDecide: (decision: 'approve' | 'reject') => void
  readonly onHelp: () => void
}) {
  const { selection, mayDecide, onDecide, onHelp } = props
  const isNone = selection.ids.length === 0
  return (
    <div className="flex min-h-12 flex-wrap items-center justify-between gap-x-3 gap-y-1 border-b border-line px-3 py-1.5">
      {mayDecide ? (
        <div className="flex items-center gap-2">
          <label className="flex min-h-8 min-w-32 items-center gap-2">
            <input
              type="checkbox"
              checked={selection.isAll}
              ref={(box) => {
                if (box) box.indeterminate = !isNone && !selection.isAll
              }}
              onChange={selection.toggleAll}
              className="size-4 accent-accent"
            />
            {isNone ? 'select all here' : `${selection.ids.length} selected`}
          </label>
          <Button disabled={isNone} onClick={() => onDecide('approve')}>
            Approve …
          </Button>
          <Button look={isNone ? 'plain' : 'danger'} disabled={isNone} onClick={() => onDecide('reject')}>
            Reject …
          </Button>
        </div>
      ) : (
        <p className="text-soft">Your role reads applications; an approver decides on them.</p>
      )}
      <div className="-mr-2 hidden md:block">
        <Button look="quiet" className="text-soft" onClick={onHelp}>
          Keys <kbd className="rounded border border-line bg-raised px-1.5 font-mono text-xs">?</kbd>
        </Button>
      </div>
    </div>
  )
}
