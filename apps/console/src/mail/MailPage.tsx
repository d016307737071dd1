import { getRouteApi } from '@tanstack/react-router'
import { troubleOf } from '../api/client.ts'
import { SignedInOnly } from '../session/SignedInOnly.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Page } from '../ui/Page.tsx'
import { Pagination } from '../ui/Pagination.tsx'
import { MailDialog } from './MailDialog.tsx'
import { MailFilters } from './MailFilters.tsx'
import { MailTable } from './MailTable.tsx'
import { MailTabs } from './MailTabs.tsx'
import { type MailSearch, withFilter } from './mail-search.ts'
import { useMailStats, useMails } from './use-mails.ts'

const PAGE_SIZE = 50
const route = getRouteApi('/admin/mail')

/** Every mail that the network wrote: how far it came, what it says, and the way to send it again. */
export function MailPage() {
  return (
    <Page
      title="Mail"
      intro="What the network wrote to applicants and operators. Secret links are made while a mail is sent and are never kept."
    >
      <SignedInOnly needs="mail.read">
        <MailList />
      </SignedInOnly>
    </Page>
  )
}

function MailList() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { state, type, application, before } = search
  const mails = useMails({ state, type, applicationId: application, before, limit: PAGE_SIZE })
  const stats = useMailStats()
  const go = (next: MailSearch) => void navigate({ search: next })
  const open = (mail: string | undefined) => {
    const { mail: _, ...rest } = search
    go(mail === undefined ? rest : { ...rest, mail })
  }
  const last = mails.data?.length === PAGE_SIZE ? mails.data.at(-1) : undefined
  return (
    <>
      <div className="grid gap-3">
        <KeptNotice kept={stats.data?.counts.kept ?? 0} />
        <section aria-label="Mails" className="min-w-0 rounded-lg border border-line bg-surface">
          <MailTabs search={search} stats={stats.data} />
          <MailFilters
            search={search}
            types={stats.data?.types ?? []}
            onFilter={(by) => go(withFilter(search, by))}
          />
          {mails.error ? (
            <div className="p-4">
              <Notice look="trouble">{troubleOf(mails.error).message}</Notice>
            </div>
          ) : null}
          {mails.data && mails.data.length > 0 ? (
            <MailTable
              mails={mails.data}
              onOpen={open}
              onApplication={(id) => go(withFilter(search, { application: id }))}
            />
          ) : null}
          {mails.data?.length === 0 ? <EmptyState title={emptyTitle(search)} /> : null}
          <div className="border-t border-line">
            <Pagination
              summary={before ? `older than mail ${before}` : 'the newest'}
              onPrevious={before ? () => history.back() : undefined}
              onNext={last ? () => go({ ...search, before: last.id }) : undefined}
            />
          </div>
        </section>
      </div>
      {search.mail ? <MailDialog mailId={search.mail} onClose={() => open(undefined)} /> : null}
    </>
  )
}

function KeptNotice({ kept }: { readonly kept: number }) {
  if (kept === 0) return null
  return (
    <Notice look="warning">
      No mail server is set up: {kept} {kept === 1 ? 'mail waits' : 'mails wait'} here. Set{' '}
      <code>SMTP_URL</code> and start the control plane again, and they go out.
    </Notice>
  )
}

function emptyTitle({ state, type, application, before }: MailSearch): string {
  if (before) return 'There is no older mail'
  if (state === 'dead') return 'No dead letters'
  return state || type || application ? 'No mail is like that' : 'No mail was written yet'
}
