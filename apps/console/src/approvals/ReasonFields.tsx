import { Select, TextArea } from '../ui/Field.tsx'
import { REJECTION_WORDS, type RejectionCode } from './words.ts'

/** The two forms of a reason, for one application or for many. */
export function ReasonFields(props: {
  readonly code: RejectionCode | ''
  readonly onCode: (code: RejectionCode | '') => void
  readonly reason: string
  readonly onReason: (reason: string) => void
}) {
  return (
    <>
      <Select
        label="Reason, for our own counting"
        required
        value={props.code}
        onChange={(event) => props.onCode(event.target.value as RejectionCode | '')}
      >
        <option value="">Choose …</option>
        {Object.entries(REJECTION_WORDS).map(([code, words]) => (
          <option key={code} value={code}>
            {words}
          </option>
        ))}
      </Select>
      <TextArea
        label="What the applicant reads"
        hint="Say what was missing and what would change the decision."
        required
        maxLength={2_000}
        value={props.reason}
        onChange={(event) => props.onReason(event.target.value)}
      />
    </>
  )
}
