import { troubleOf } from '../api/client.ts'
import { Notice } from '../ui/Notice.tsx'
import { Time } from '../ui/Time.tsx'
import type { ApplicationDetail } from './use-application.ts'
import { personOf, STATUS_WORDS } from './words.ts'

/** Why a decision did not go through; when somebody else decided meanwhile, who and what. */
export function DecisionTrouble(props: {
  readonly error: unknown
  /** As it is now. */
  readonly application: ApplicationDetail
}) {
  if (!props.error) return null
  const { code, message } = troubleOf(props.error)
  const { status, reviewedBy, reviewedAt } = props.application
  if (code === 'application.already-decided' && reviewedBy && reviewedAt)
    return (
      <Notice look="trouble">
        {personOf(reviewedBy)} decided meanwhile: the application is {STATUS_WORDS[status]} (
        <Time at={reviewedAt} />
        ). What you wrote is kept here.
      </Notice>
    )
  if (code === 'application.changed')
    return (
      <Notice look="trouble">
        The application was changed after you read it. It was read again; what you wrote is kept here. Look at
        the new answers before you decide.
      </Notice>
    )
  return <Notice look="trouble">{message}</Notice>
}
