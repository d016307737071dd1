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

/** What reviewers tell each other; the applicant never reads it. */
export function NotesPanel({ application }: { readonly application: ApplicationDetail }) {
  const { signedIn } = useSession()
  return (
    <Panel title="Notes" aside="the applicant never reads them">
      <ul className="divide-y divide-line">
        {application.notes.map((note) => (
          <li key={note.id} className="px-4 py-2">
            <p className="text-xs text-soft">
              <span className="font-medium text-ink">{personOf(note.author)}</span> <Time at={note.notedAt} />
            </p>
            <p className="whitespace-pre-wrap [overflow-wrap:anywhere]">{note.note}</p>
          </li>
        ))}
      </ul>
      {application.notes.length === 0 ? <p className="px-4 pt-3 text-soft">None yet.</p> : null}
      {may(signedIn, 'applications.note') ? <NoteForm applicationId={application.id} /> : null}
    </Panel>
  )
}

function NoteForm({ applicationId }: { readonly applicationId: number }) {
  const [text, write, forget] = useDraft(`note:${applicationId}`)
  const changed = useApplicationsChanged()
  const add = useMutation({
    mutationFn: () => api.admin.addNote.mutate({ applicationId, note: text }),
    onSuccess: () => {
      forget()
      return changed()
    },
  })
  return (
    <form
      className="grid gap-2 p-4"
      onSubmit={(event) => {
        event.preventDefault()
        add.mutate()
      }}
    >
      <TextArea
        id="note"
        label="New note"
        rows={2}
        required
        maxLength={4_000}
        value={text}
        onChange={(event) => write(event.target.value)}
      />
      {add.error ? <Notice look="trouble">{troubleOf(add.error).message}</Notice> : null}
      <div>
        <Button type="submit" isBusy={add.isPending}>
          Add the note
        </Button>
      </div>
    </form>
  )
}
