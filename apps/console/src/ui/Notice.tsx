import type { ReactNode } from 'react'

const LOOKS = {
  trouble: 'border-bad text-bad',
  warning: 'border-warn-line bg-warn-ground text-warn-ink',
  success: 'border-good text-good',
  plain: 'border-line bg-raised text-ink',
} as const

/** A sentence that a reader must not miss; trouble is told to screen readers at once. */
export function Notice(props: { readonly look?: keyof typeof LOOKS; readonly children: ReactNode }) {
  const look = props.look ?? 'plain'
  return (
    <div
      role={look === 'trouble' ? 'alert' : 'status'}
      className={`rounded-md border px-3 py-2 ${LOOKS[look]}`}
    >
      {props.children}
    </div>
  )
}
