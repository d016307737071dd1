import type { ButtonHTMLAttributes } from 'react'

const LOOKS = {
  primary: 'border-transparent bg-accent text-on-accent hover:bg-accent-strong',
  plain: 'border-line bg-surface text-ink hover:bg-raised',
  danger: 'border-bad bg-surface text-bad hover:bg-raised',
  quiet: 'border-transparent bg-transparent text-ink hover:bg-raised',
} as const

/** A button; `isBusy` keeps its size, stops further clicks and tells screen readers. */
export function Button({
  look = 'plain',
  isBusy = false,
  className = '',
  ...rest
}: ButtonHTMLAttributes<HTMLButtonElement> & {
  readonly look?: keyof typeof LOOKS
  readonly isBusy?: boolean
}) {
  return (
    <button
      type="button"
      {...rest}
      disabled={rest.disabled || isBusy}
      aria-busy={isBusy}
      className={`inline-flex min-h-8 cursor-pointer items-center justify-center gap-1.5 rounded-md border px-3 text-[13px] font-medium disabled:cursor-not-allowed disabled:opacity-50 ${LOOKS[look]} ${className}`}
    />
  )
}
