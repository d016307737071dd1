import { formatMinute, formatRelative } from '../format/time.ts'
import { useNow } from './use-now.ts'

/** A moment: how long ago or in how long; the exact minute (UTC) on hover, or beside it where `exact`. */
export function Time(props: { readonly at: Date | string | number; readonly exact?: boolean }) {
  const now = useNow()
  const at = new Date(props.at)
  const minute = `${formatMinute(at.getTime())} UTC`
  return (
    <time dateTime={at.toISOString()} title={minute} className="whitespace-nowrap">
      {props.exact ? minute : formatRelative(at.getTime(), now)}
    </time>
  )
}
