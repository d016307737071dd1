import { getRouteApi } from '@tanstack/react-router'
import { troubleOf } from '../api/client.ts'
import { may } from '../session/may.ts'
import { useSession } from '../session/use-session.ts'
import { useAnnounce } from '../ui/Announcer.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Page } from '../ui/Page.tsx'
import { Pagination } from '../ui/Pagination.tsx'
import { Time } from '../ui/Time.tsx'
import { DeliveryDialog } from './DeliveryDialog.tsx'
import { DeliveryTable } from './DeliveryTable.tsx'
import { InboxTabs } from './InboxTabs.tsx'
import type { InboxSearch } from './inbox-search.ts'
import { OUTCOME_MEANS } from './OutcomeBadge.tsx'
import { QuarantineTable } from './QuarantineTable.tsx'
import { type Stats, useDeed, useDeliveries, useIntakeStats } from './use-inbox.ts'

const PAGE_SIZE = 50
const route = getRouteApi('/admin/inbox')

/** Every delivery of the form: what became of it, what it says, and the way to have it read again. */
export function InboxPage() {
  const { delivery, ...search } = route.useSearch()
  const navigate = route.useNavigate()
  const stats = useIntakeStats()
  const open = (id: string | undefined) =>
    void navigate({ search: id === undefined ? search : { ...search, delivery: id } })
  return (
    <Page
      title="Inbox"
      intro="Every delivery of the form whose signature fits, byte for byte as it came."
      aside={<LastReceived stats={stats.data} />}
    >
      <div className="grid gap-3">
        <UnreadNotice stats={stats.data} />
        <section aria-label="Deliveries" className="min-w-0 rounded-lg border border-line bg-surface">
          <InboxTabs show={search.show} stats={stats.data} />
          {search.show === 'quarantine' ? (
            <QuarantineTable />
          ) : (
            <Deliveries search={search} show={search.show} onOpen={open} />
          )}
        </section>
      </div>
      {delivery ? <DeliveryDialog deliveryId={delivery} onClose={() => open(undefined)} /> : null}
    </Page>
  )
}

function Deliveries(props: {
  readonly search: InboxSearch
  readonly show: Exclude<InboxSearch['show'], 'quarantine'>
  readonly onOpen: (deliveryId: string) => void
}) {
  const { show, onOpen } = props
  const { before } = props.search
  const navigate = route.useNavigate()
  const { signedIn } = useSession()
  const deed = useDeed(useAnnounce())
  const { data, error } = useDeliveries({ outcome: show, before, limit: PAGE_SIZE })
  const last = data?.length === PAGE_SIZE ? data.at(-1) : undefined
  const trouble = error ?? deed.error
  return (
    <>
      {trouble ? (
        <div className="p-4">
          <Notice look="trouble">{troubleOf(trouble).message}</Notice>
        </div>
      ) : null}
      {data && data.length > 0 ? (
        <DeliveryTable
          deliveries={data}
          onOpen={onOpen}
          onReplay={
            may(signedIn, 'inbox.write')
              ? (deliveryId) => deed.mutate({ deed: 'replay', deliveryId })
              : undefined
          }
          busy={deed.isPending ? deed.variables.deliveryId : undefined}
        />
      ) : null}
      {data?.length === 0 ? <Nothing show={show} before={before} /> : null}
      <div className="border-t border-line">
        <Pagination
          summary={before ? `older than delivery ${before}` : 'the newest'}
          onPrevious={before ? () => history.back() : undefined}
          onNext={last ? () => void navigate({ search: { ...props.search, before: last.id } }) : undefined}
        />
      </div>
    </>
  )
}

function Nothing(props: {
  readonly show: Exclude<InboxSearch['show'], 'quarantine'>
  readonly before: string | undefined
}) {
  if (props.before) return <EmptyState title="There is no older delivery" />
  if (props.show) return <EmptyState title="No delivery is like that">{OUTCOME_MEANS[props.show]}</EmptyState>
  return (
    <EmptyState title="Nothing was delivered yet">
      Connect the form by <code>noderr-admin typeform register</code>; docs/runbooks/typeform.md tells how.
    </EmptyState>
  )
}

function UnreadNotice({ stats }: { readonly stats: Stats | undefined }) {
  const unread = stats?.byOutcome.unread ?? 0
  if (!stats || unread === 0) return null
  const shapes = stats.unknownShapes === 1 ? 'a shape' : `${stats.unknownShapes} shapes`
  return (
    <Notice look="warning">
      {unread} {unread === 1 ? 'delivery has' : 'deliveries have'} {shapes} that no adapter knows. They are
      kept; docs/runbooks/typeform.md tells what to do.
    </Notice>
  )
}

function LastReceived({ stats }: { readonly stats: Stats | undefined }) {
  if (!stats?.lastReceivedAt) return null
  return (
    <p className="text-xs text-soft">
      last delivery <Time at={stats.lastReceivedAt} />
    </p>
  )
}
