import type { ReactNode } from 'react'

const LOOKS = {
  plain: 'border-line bg-raised text-ink',
  quiet: 'border-line text-soft',
  good: 'border-good text-good',
  bad: 'border-bad text-bad',
  warning: 'border-warn-line bg-warn-ground text-warn-ink',
  accent: 'border-accent text-accent',
} as const

/** A word about a thing: its state, its kind. The word says it; the colour only helps. */
export function Badge(props: { readonly look?: keyof typeof LOOKS; readonly children: ReactNode }) {
  return (
    <span
      className={`inline-flex items-center gap-1 rounded-full border px-2 text-[11px]/4 font-semibold whitespace-nowrap ${LOOKS[props.look ?? 'plain']}`}
    >
      {props.children}
    </span>
  )
}
