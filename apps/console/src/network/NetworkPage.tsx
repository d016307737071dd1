import type { ReactNode } from 'react'
import { useTitle } from '../ui/use-title.ts'
import type { NetworkLive } from './live/network-live.ts'
import { type LiveState, useNetworkLive } from './live/use-network-live.ts'
import { PageHeader } from './PageHeader.tsx'
import { ChartPanel } from './panels/ChartPanel.tsx'
import { EpochPanel } from './panels/EpochPanel.tsx'
import { NodesPanel } from './panels/NodesPanel.tsx'
import { RoundsPanel } from './panels/RoundsPanel.tsx'
import { ScoresPanel } from './panels/ScoresPanel.tsx'

/** The network, live: what its nodes say, what happened, how right they were and what they were paid. */
export function NetworkPage() {
  useTitle('Noderr · network live')
  const state = useNetworkLive()
  return (
    <>
      <PageHeader network={state.live?.network} isStale={state.trouble !== null} />
      <TroubleBanner state={state} />
      <div className={state.trouble && state.live ? 'saturate-[0.3]' : ''}>
        {state.live ? <Live live={state.live} /> : <Waiting isAsking={state.trouble === null} />}
      </div>
      <footer className="mt-6 flex flex-wrap justify-between gap-x-6 gap-y-1 text-xs text-soft">
        <span>All times are market time, UTC. A dash is a figure that was not measured; hover for why.</span>
        <span>
          Chart by{' '}
          <a className="underline" href="https://www.tradingview.com/">
            TradingView Lightweight Charts™
          </a>
          , © TradingView, Inc., Apache-2.0
        </span>
      </footer>
    </>
  )
}

function Live({ live }: { readonly live: NetworkLive }) {
  return (
    <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_24rem]">
      <ChartPanel live={live} />
      <ScoresPanel live={live} />
      <NodesPanel live={live} className="lg:col-span-2" />
      <EpochPanel live={live} className="lg:col-span-2" />
      <RoundsPanel live={live} className="lg:col-span-2" />
    </div>
  )
}

function TroubleBanner({ state: { live, trouble, answeredAt } }: { readonly state: LiveState }) {
  if (!trouble) return null
  const since = new Date(answeredAt).toLocaleTimeString('en-GB')
  return (
    <p
      role="alert"
      className="mb-4 rounded-lg border border-warn-line bg-warn-ground px-4 py-2.5 text-warn-ink"
    >
      <strong>{trouble}</strong>{' '}
      {live
        ? `What you see is stale: it is from ${since} by your clock. The page keeps asking and goes on by itself.`
        : 'Start it with npm start; the page keeps asking and fills by itself.'}
    </p>
  )
}

function Waiting({ isAsking }: { readonly isAsking: boolean }) {
  return (
    <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_24rem]" aria-busy={isAsking}>
      <Placeholder className="h-[540px]">
        {isAsking ? 'Asking the control plane …' : 'Nothing to show yet.'}
      </Placeholder>
      <Placeholder className="h-[540px]" />
      <Placeholder className="h-56 lg:col-span-2" />
    </div>
  )
}

function Placeholder({ className, children }: { readonly className: string; readonly children?: ReactNode }) {
  return (
    <div
      className={`grid place-items-center rounded-lg border border-line bg-surface text-soft ${className}`}
    >
      {children}
    </div>
  )
}
