import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api, troubleOf } from '../api/client.ts'
import { may } from '../session/may.ts'
import { SignedInOnly } from '../session/SignedInOnly.tsx'
import { useSession } from '../session/use-session.ts'
import { Button } from '../ui/Button.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Page } from '../ui/Page.tsx'
import { AddAdminDialog } from './AddAdminDialog.tsx'
import { AdminChanges } from './AdminChanges.tsx'
import { AdminDialog } from './AdminDialog.tsx'
import { AdminTable } from './AdminTable.tsx'

/** The people who run the network: who they are, what they may do, and where they are signed in. */
export function PeoplePage() {
  return (
    <SignedInOnly needs="admins.read">
      <People />
    </SignedInOnly>
  )
}

function People() {
  const { signedIn } = useSession()
  const [open, setOpen] = useState<string | 'add' | null>(null)
  const people = useQuery({ queryKey: ['admins'], queryFn: () => api.admin.getAdmins.query() })
  const mayWrite = may(signedIn, 'admins.write')
  const chosen = people.data?.find(({ name }) => name === open)
  const close = () => setOpen(null)
  return (
    <Page
      title="People"
      intro="Who runs this network. A role counts from the next request on, and so does its loss. Who approves is two people’s to change, once two do."
      aside={
        mayWrite ? (
          <Button look="primary" onClick={() => setOpen('add')}>
            Add a person
          </Button>
        ) : undefined
      }
    >
      {people.error ? <Notice look="trouble">{troubleOf(people.error).message}</Notice> : null}
      <AdminChanges decider={may(signedIn, 'admins.confirm') ? signedIn?.name : undefined} />
      {people.data ? <AdminTable admins={people.data} onOpen={mayWrite ? setOpen : undefined} /> : null}
      {open === 'add' ? <AddAdminDialog onClose={close} /> : null}
      {chosen ? <AdminDialog admin={chosen} onClose={close} /> : null}
    </Page>
  )
}
