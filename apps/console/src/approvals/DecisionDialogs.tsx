import { ApproveDialog } from './ApproveDialog.tsx'
import { AskDialog } from './AskDialog.tsx'
import { CorrectDialog } from './CorrectDialog.tsx'
import { RejectDialog } from './RejectDialog.tsx'
import type { ApplicationDetail } from './use-application.ts'
import { useApplicationsChanged } from './use-applications.ts'
import type { AnswerField } from './words.ts'

/** What a reviewer is about to do. */
export type Asked =
  | { readonly what: 'approve' | 'reject' | 'ask' }
  | { readonly what: 'correct'; readonly field: AnswerField }

/** The question that is open, if one is. */
export function DecisionDialogs(props: {
  readonly application: ApplicationDetail
  readonly asked: Asked | undefined
  readonly onClose: () => void
}) {
  const { application, asked, onClose } = props
  const onChanged = useApplicationsChanged()
  const shared = { application, onClose, onChanged }
  switch (asked?.what) {
    case 'approve':
      return <ApproveDialog {...shared} />
    case 'reject':
      return <RejectDialog {...shared} />
    case 'ask':
      return <AskDialog {...shared} />
    case 'correct':
      return <CorrectDialog {...shared} field={asked.field} />
    case undefined:
      return null
  }
}
