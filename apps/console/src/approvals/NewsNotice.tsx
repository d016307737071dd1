import { useState } from 'react'
import { useSession } from '../session/use-session.ts'
import { Button } from '../ui/Button.tsx'
import { Notice } from '../ui/Notice.tsx'
import { isDecidable } from './list-row.ts'
import type { ApplicationDetail } from './use-application.ts'
import { personOf, STATUS_WORDS } from './words.ts'

/** Says when somebody else changed or decided the application while it was being read. */
export function NewsNotice({ application }: { readonly application: ApplicationDetail }) {
  const { signedIn } = useSession()
  const [read, setRead] = useState(application)
  const isMine = application.reviewedBy === `admin:${signedIn?.name}`
  if (application.version === read.version || isMine) return null
  const decided = isDecidable(read) && !isDecidable(application)
  return (
    <Notice look="warning">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <span>
          {decided && application.reviewedBy
            ? `${personOf(application.reviewedBy)} decided while you were reading: the application is ${STATUS_WORDS[application.status]}.`
            : application.digest === read.digest
              ? 'Something about this application changed while you were reading; the history says what.'
              : 'An answer was corrected while you were reading; the history says which.'}
        </span>
        <Button onClick={() => setRead(application)}>I have seen it</Button>
      </div>
    </Notice>
  )
}
