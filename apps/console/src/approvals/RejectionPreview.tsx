import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { api } from '../api/client.ts'
import type { ApplicationDetail } from './use-application.ts'

const PAUSE_MS = 300

/** The mail that a rejection sends, as the control plane would write it. */
export function RejectionPreview(props: {
  readonly application: ApplicationDetail
  readonly reason: string
}) {
  const { application, reason } = props
  const settled = useSettled(reason.trim())
  const { data } = useQuery({
    queryKey: ['rejection-preview', application.id, settled],
    queryFn: () => api.admin.previewRejection.query({ applicationId: application.id, reason: settled }),
    enabled: settled !== '',
    placeholderData: keepPreviousData,
  })
  if (!application.email) return <p className="text-soft">There is no e-mail address, so nobody is told.</p>
  return (
    <section aria-label="The mail that is sent" className="grid gap-1">
      <p className="text-xs font-medium">
        The mail to <span className="break-all">{application.email}</span>
      </p>
      <pre className="h-36 overflow-y-auto rounded-md border border-line bg-raised p-3 font-sans whitespace-pre-wrap [overflow-wrap:anywhere]">
        {settled === '' || !data
          ? 'It is shown here as soon as there are words to send.'
          : `${data.subject}\n\n${data.text}`}
      </pre>
    </section>
  )
}

function useSettled(text: string): string {
  const [settled, setSettled] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text])
  return settled
}
