import { useMutation } from '@tanstack/react-query'
import { api, troubleOf } from '../api/client.ts'
import { may } from '../session/may.ts'
import { useSession } from '../session/use-session.ts'
import { Button } from '../ui/Button.tsx'
import { TextArea } from '../ui/Field.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Panel } from '../ui/Panel.tsx'
import { Time } from '../ui/Time.tsx'
import type { ApplicationDetail } from './use-application.ts'
import { useApplicationsChanged } from './use-applications.ts'
import { useDraft } from './use-draft.ts'
import { personOf } from './words.ts'

/** What the applicant was asked, and what they answered. */
export function MessagesPanel({ application }: { readonly application: ApplicationDetail }) {
  const { signedIn } = useSession()
  const { questions, waitingSince, id } = application
  if (questions.length === 0) return null
  return (
    <Panel title="Questions">
      <ul className="divide-y divide-line">
        {questions.map((question) => (
          <li key={question.id} className="grid gap-1.5 px-4 py-2">
            <Said by={personOf(question.askedBy)} at={question.askedAt} text={question.question} />
            {question.answer && question.answeredAt ? (
              <Said
                by={question.answeredBy ? personOf(question.answeredBy) : 'the applicant'}
                at={question.answeredAt}
                text={question.answer}
              />
            ) : null}
          </li>
        ))}
      </ul>
      {waitingSince && may(signedIn, 'applications.ask') ? <AnswerForm applicationId={id} /> : null}
    </Panel>
  )
}

function Said(props: { readonly by: string; readonly at: string; readonly text: string }) {
  return (
    <div>
      <p className="text-xs text-soft">
        <span className="font-medium text-ink">{props.by}</span> <Time at={props.at} />
      </p>
      <p className="whitespace-pre-wrap [overflow-wrap:anywhere]">{props.text}</p>
    </div>
  )
}

/** For an answer that came some other way, by mail or by telephone. */
function AnswerForm({ applicationId }: { readonly applicationId: number }) {
  const [text, write, forget] = useDraft(`answer:${applicationId}`)
  const changed = useApplicationsChanged()
  const answer = useMutation({
    mutationFn: () => api.admin.answerInformation.mutate({ applicationId, answer: text }),
    onSuccess: () => {
      forget()
      return changed()
    },
  })
  return (
    <form
      className="grid gap-2 border-t border-line p-4"
      onSubmit={(event) => {
        event.preventDefault()
        answer.mutate()
      }}
    >
      <TextArea
        label="The answer, if it came another way"
        hint="The review's clock stands until it is here."
        rows={2}
        required
        maxLength={4_000}
        value={text}
        onChange={(event) => write(event.target.value)}
      />
      {answer.error ? <Notice look="trouble">{troubleOf(answer.error).message}</Notice> : null}
      <div>
        <Button type="submit" isBusy={answer.isPending}>
          Keep the answer
        </Button>
      </div>
    </form>
  )
}
