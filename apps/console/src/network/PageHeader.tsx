import type { ReactNode } from 'react'
import { formatMinute } from '../format/time.ts'
import type { NetworkLive } from './live/network-live.ts'

const LOCAL_CHAIN = 31337

/** The name of the page, which network it is, and its market clock. */
export function PageHeader(props: {
  readonly network: NetworkLive['network'] | undefined
  readonly isStale: boolean
}) {
  const { network, isStale } = props
  return (
    <header className="flex min-h-16 flex-wrap items-center justify-between gap-x-6 gap-y-1 py-3">
      <div className="flex items-center gap-3">
        <h1 className="text-lg/6 font-semibold tracking-tight">Network live</h1>
        <Liveness isStale={isStale} isKnown={network !== undefined} />
      </div>
      <div className="flex flex-wrap items-center gap-x-6 gap-y-1">
        {network ? <MarketClock network={network} /> : null}
      </div>
    </header>
  )
}

function Liveness({ isStale, isKnown }: { readonly isStale: boolean; readonly isKnown: boolean }) {
  if (!isKnown) return null
  const look = isStale ? 'border-warn-line text-warn-ink bg-warn-ground' : 'border-good text-good'
  return (
    <span
      className={`inline-flex min-w-14 items-center justify-center gap-1.5 rounded-full border px-2 text-[11px]/5 font-semibold ${look}`}
    >
      <span
        className={`size-1.5 rounded-full bg-current ${isStale ? '' : 'motion-safe:animate-pulse'}`}
        aria-hidden="true"
      />
      {isStale ? 'stale' : 'live'}
    </span>
  )
}

function MarketClock({ network }: { readonly network: NetworkLive['network'] }) {
  const { symbol, marketTime, speed, chainId } = network
  return (
    <dl className="flex flex-wrap items-baseline gap-x-5 gap-y-0 text-xs text-soft">
      <Fact name="market">
        <span className="font-semibold">{symbol}</span>
      </Fact>
      <Fact name="chain">
        {chainId}
        {chainId === LOCAL_CHAIN ? ' (local)' : ''}
      </Fact>
      {speed === 1 ? null : <Fact name="replay">{`${speed}× real time`}</Fact>}
      <Fact name="market time">
        <time dateTime={new Date(marketTime).toISOString()} className="text-sm font-semibold">
          {formatMinute(marketTime)}
        </time>
      </Fact>
    </dl>
  )
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="flex items-baseline gap-1.5">
      <dt>{name}</dt>
      <dd className="text-ink">{children}</dd>
    </div>
  )
}
