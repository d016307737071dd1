import type { ReactNode } from 'react'
import { formatBps, formatCount, formatMs } from '../../format/number.ts'
import { formatRelative, formatShort } from '../../format/time.ts'
import { HexText } from '../../ui/HexText.tsx'
import { Missing } from '../../ui/Missing.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { TierBadge } from '../../ui/TierBadge.tsx'
import type { LiveNode, NetworkLive } from '../live/network-live.ts'

const STATE_LOOK = {
  online: 'text-good',
  stale: 'text-warn-ink',
  offline: 'text-bad',
} as const satisfies Record<LiveNode['state'], string>

/** Every node of the network; on a narrow screen each is a card. */
export function NodesPanel({ live, className }: { readonly live: NetworkLive; readonly className?: string }) {
  const online = live.nodes.filter(({ state }) => state === 'online').length
  return (
    <Panel
      title="Nodes"
      aside={`${online} of ${live.nodes.length} online`}
      {...(className ? { className } : {})}
    >
      {live.nodes.length === 0 ? (
        <p className="px-4 py-8 text-center text-soft">No node is enrolled yet.</p>
      ) : (
        <table className="block w-full text-left md:table">
          <thead className="sr-only text-xs text-soft md:not-sr-only md:table-header-group">
            <tr className="md:table-row">
              {COLUMNS.map(({ name, isNumber }) => (
                <th
                  key={name}
                  scope="col"
                  className={`px-2 py-2 font-medium first:pl-4 last:pr-4 ${isNumber ? 'text-right' : ''}`}
                >
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="block md:table-row-group">
            {live.nodes.map((node) => (
              <NodeRow key={node.nodeId} node={node} marketTime={live.network.marketTime} />
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  )
}

interface Column {
  readonly name: string
  readonly isNumber?: boolean
  readonly cell: (node: LiveNode, marketTime: number) => ReactNode
}

const COLUMNS: readonly Column[] = [
  { name: 'Node', cell: (node) => <HexText hex={node.nodeId} label="node id" /> },
  { name: 'Tier', cell: (node) => <TierBadge tier={node.tier} /> },
  { name: 'State', cell: (node) => <State state={node.state} /> },
  { name: 'Operator', cell: (node) => <HexText hex={node.operator} label="operator address" /> },
  {
    name: 'Release',
    cell: ({ release }) =>
      release ? (
        <span className="md:whitespace-nowrap">
          {release.modelId} <span className="text-soft">{release.version}</span>
        </span>
      ) : (
        <Missing because="the node has not reported a release" />
      ),
  },
  {
    name: 'Last prediction',
    cell: ({ lastPrediction }, now) => <LastPrediction last={lastPrediction} now={now} />,
  },
  {
    name: 'Latency p50 / p99',
    isNumber: true,
    cell: ({ latencyP50Ms, latencyP99Ms }) =>
      latencyP50Ms === null || latencyP99Ms === null ? (
        <Missing because="no telemetry has arrived" />
      ) : (
        `${formatMs(latencyP50Ms)} / ${formatMs(latencyP99Ms)}`
      ),
  },
  { name: 'Receipts', isNumber: true, cell: ({ receipts }) => formatCount(receipts) },
  { name: 'Abstentions', isNumber: true, cell: ({ abstentions }) => formatCount(abstentions) },
  {
    name: 'On time',
    isNumber: true,
    cell: ({ uptimeBps }) =>
      uptimeBps === null ? <Missing because="no round was assigned yet" /> : formatBps(uptimeBps),
  },
]

function NodeRow({ node, marketTime }: { readonly node: LiveNode; readonly marketTime: number }) {
  return (
    <tr className="grid grid-cols-2 gap-x-4 gap-y-1 border-t border-line px-4 py-3 md:table-row md:p-0">
      {COLUMNS.map(({ name, isNumber, cell }) => (
        <td
          key={name}
          className={`block min-w-0 md:table-cell md:px-2 md:py-2 md:first:pl-4 md:last:pr-4 ${isNumber ? 'md:text-right' : ''}`}
        >
          <span className="block text-[11px]/4 text-soft md:hidden" aria-hidden="true">
            {name}
          </span>
          {cell(node, marketTime)}
        </td>
      ))}
    </tr>
  )
}

function State({ state }: { readonly state: LiveNode['state'] }) {
  return (
    <span className={`inline-flex items-center gap-1.5 ${STATE_LOOK[state]}`}>
      <span
        className={`size-2 rounded-full ${state === 'online' ? 'bg-current' : 'border border-current'}`}
        aria-hidden="true"
      />
      {state}
    </span>
  )
}

function LastPrediction({ last, now }: { readonly last: LiveNode['lastPrediction']; readonly now: number }) {
  if (!last) return <Missing because="the node has not predicted yet" />
  return (
    <span className="whitespace-nowrap" title={`on the candle that closed ${formatShort(last.closeTime)}`}>
      {last.kind} <span className="text-soft">{formatRelative(last.closeTime, now)}</span>
    </span>
  )
}
