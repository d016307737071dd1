import { troubleOf } from '../api/client.ts'
import { Notice } from '../ui/Notice.tsx'

/** Why a deed was refused; nothing while it was not. */
export function DeedTrouble({ error }: { readonly error: unknown }) {
  return error ? <Notice look="trouble">{troubleOf(error).message}</Notice> : null
}
