import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { api, troubleOf } from '../api/client.ts'
import { Button } from '../ui/Button.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Panel } from '../ui/Panel.tsx'
import { EraseDialog } from './EraseDialog.tsx'
import { erasureToken } from './erasure-token.ts'
import type { MyApplications } from './use-my-applications.ts'

type Person = NonNullable<MyApplications['person']>

/** What people may do about everything that is kept of them: take it along, or have it erased. */
export function YourData({ person }: { readonly person: Person }) {
  const [isErasing, setIsErasing] = useState(erasureToken !== null)
  const exporting = useMutation({ mutationFn: downloadMyData })
  return (
    <Panel title="Your data">
      <div className="grid gap-4 p-5 sm:grid-cols-2">
        <div className="grid content-start justify-items-start gap-2">
          <p className="text-soft">
            Everything that we keep about you: applications, history, questions, mails, credentials without
            their secrets, downloads, your draft.
          </p>
          <Button isBusy={exporting.isPending} onClick={() => exporting.mutate()}>
            Download it as JSON
          </Button>
          {exporting.error ? <Notice look="trouble">{troubleOf(exporting.error).message}</Notice> : null}
        </div>
        <div className="grid content-start justify-items-start gap-2">
          <p className="text-soft">
            Have it erased. What a decision was and when stays, without you in it. It cannot be brought back.
          </p>
          <Button look="danger" onClick={() => setIsErasing(true)}>
            Erase my data …
          </Button>
        </div>
      </div>
      {isErasing ? <EraseDialog person={person} onClose={() => setIsErasing(false)} /> : null}
    </Panel>
  )
}

async function downloadMyData(): Promise<void> {
  const data = await api.applicant.exportMyData.mutate()
  const blob = new Blob([JSON.stringify(data, null, 2)], { type: 'application/json' })
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = `noderr-my-data-${data.exportedAt.slice(0, 10)}.json`
  link.click()
  URL.revokeObjectURL(link.href)
}
