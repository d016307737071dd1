import { Button } from './Button.tsx'

/** Steps through a list that is paged by its keys: no page numbers, since nobody counted the pages. */
export function Pagination(props: {
  /** "1–50 of 312", as far as it is known. */
  readonly summary: string
  /** Undefined where there is nothing before. */
  readonly onPrevious: (() => void) | undefined
  readonly onNext: (() => void) | undefined
  readonly previousLabel?: string
  readonly nextLabel?: string
}) {
  return (
    <nav aria-label="Pages of the list" className="flex items-center justify-between gap-3 px-3 py-2">
      <p className="text-xs text-soft">{props.summary}</p>
      <div className="flex gap-2">
        <Button disabled={!props.onPrevious} onClick={props.onPrevious}>
          {props.previousLabel ?? 'Previous'}
        </Button>
        <Button disabled={!props.onNext} onClick={props.onNext}>
          {props.nextLabel ?? 'Next'}
        </Button>
      </div>
    </nav>
  )
}
