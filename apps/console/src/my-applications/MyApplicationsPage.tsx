import { Link } from '@tanstack/react-router'
import { troubleOf } from '../api/client.ts'
import { PageLoading } from '../app/PageLoading.tsx'
import { useSession } from '../session/use-session.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { HexText } from '../ui/HexText.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Page } from '../ui/Page.tsx'
import { ApplicationCard } from './ApplicationCard.tsx'
import { type MyApplications, useMyApplications } from './use-my-applications.ts'
import { YourData } from './YourData.tsx'

/** What an applicant comes back to: where each application stands, what to do, and everything that is kept of them. */
export function MyApplicationsPage() {
  const mine = useMyApplications()
  return (
    <div className="mx-auto max-w-3xl">
      <Page title="My applications" intro={mine.data?.person ? <WhoIsIn person={mine.data.person} /> : null}>
        {mine.isPending ? <PageLoading /> : null}
        {mine.error ? <Notice look="trouble">{troubleOf(mine.error).message}</Notice> : null}
        {mine.data ? <Mine mine={mine.data} /> : null}
      </Page>
    </div>
  )
}

function Mine({ mine: { person, applications } }: { readonly mine: MyApplications }) {
  if (!person) return <NotSignedIn />
  return (
    <div className="grid gap-6">
      {applications.length === 0 ? <NoApplication /> : null}
      {applications.map((application) => (
        <ApplicationCard key={application.publicId} application={application} />
      ))}
      <YourData person={person} />
    </div>
  )
}

function WhoIsIn({ person }: { readonly person: NonNullable<MyApplications['person']> }) {
  return (
    <>
      Those that name {person.wallet ? <HexText hex={person.wallet} label="your wallet" /> : null}
      {person.wallet && person.email ? ' or ' : null}
      {person.email ? <strong className="font-medium break-all text-ink">{person.email}</strong> : null}
    </>
  )
}

function NotSignedIn() {
  const { signedIn } = useSession()
  if (signedIn)
    return (
      <EmptyState title="You are signed in as somebody who runs the network">
        Applications stand under Approvals. To see your own, sign out and sign in with the wallet or the mail
        address that you applied with.
      </EmptyState>
    )
  return (
    <div className="rounded-lg border border-line bg-surface">
      <EmptyState title="Sign in to see your applications">
        <p>
          With the wallet that applied, or by a link to the mail address that you gave. There is no password.
        </p>
        <p className="mt-4">
          <Link
            to="/login"
            className="inline-flex min-h-9 items-center rounded-md bg-accent px-4 font-medium text-on-accent hover:bg-accent-strong"
          >
            Sign in
          </Link>
        </p>
        <p className="mt-4 text-xs">
          You have not applied yet?{' '}
          <Link to="/apply" className="underline">
            See the tiers and apply
          </Link>
        </p>
      </EmptyState>
    </div>
  )
}

function NoApplication() {
  return (
    <div className="rounded-lg border border-line bg-surface">
      <EmptyState title="There is no application of yours">
        If you applied with another wallet or mail address, sign in with that one. Otherwise{' '}
        <Link to="/apply" className="underline">
          apply to run a node
        </Link>
        .
      </EmptyState>
    </div>
  )
}
