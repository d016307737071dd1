import { CLASS_NAMES } from '@noderr/protocol'
import { formatLogE9, formatScore } from '../../format/number.ts'
import { shortHex } from '../../format/short-hex.ts'
import { formatRelative, formatShort } from '../../format/time.ts'
import { Missing } from '../../ui/Missing.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { TierBadge } from '../../ui/TierBadge.tsx'
import type { LivePrediction, LiveRound, NetworkLive } from '../live/network-live.ts'

const SHOWN = 8

/** The newest rounds in figures: what the chart draws, for those who read. */
export function RoundsPanel({
  live,
  className,
}: {
  readonly live: NetworkLive
  readonly className?: string
}) {
  const rounds = live.rounds.slice(-SHOWN).reverse()
  return (
    <Panel
      title="Newest rounds"
      aside="predictions are sealed until their round has settled"
      {...(className ? { className } : {})}
    >
      {rounds.length === 0 ? (
        <p className="px-4 py-8 text-center text-soft">No round has opened yet.</p>
      ) : (
        <ul>
          {rounds.map((round) => (
            <li
              key={`${round.kind} ${round.closeTime}`}
              className="grid gap-x-4 gap-y-1 border-t border-line px-4 py-2 first:border-t-0 md:grid-cols-[9rem_16rem_1fr]"
            >
              <span>
                {round.kind} <span className="text-soft">{formatShort(round.closeTime)}</span>
              </span>
              <Outcome round={round} now={live.network.marketTime} />
              <Predictions round={round} live={live} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}

function Outcome({ round, now }: { readonly round: LiveRound; readonly now: number }) {
  const { status, kind, outcome, valueE9, lowerE9, upperE9 } = round
  if (status === 'open')
    return <span className="text-soft">settles {formatRelative(round.settlesAt, now)}</span>
  if (status === 'void') return <span className="text-bad">void: a price of its horizon is missing</span>
  if (outcome === null || valueE9 === null) return <Missing because="the outcome was not given" />
  const signed = kind === 'direction'
  return (
    <span title={`thresholds ${formatLogE9(lowerE9, signed)} and ${formatLogE9(upperE9, signed)}`}>
      <strong>{CLASS_NAMES[kind][outcome]}</strong>{' '}
      <span className="text-soft">
        {signed ? 'return' : 'range'} {formatLogE9(valueE9, signed)}
      </span>
    </span>
  )
}

function Predictions({ round, live }: { readonly round: LiveRound; readonly live: NetworkLive }) {
  if (round.status === 'open') return <span className="text-soft">▨ sealed</span>
  if (round.predictions.length === 0) return <span className="text-soft">nobody predicted it in time</span>
  return (
    <ul className="flex flex-wrap gap-x-6 gap-y-1">
      {round.predictions.map((prediction) => (
        <li key={prediction.nodeId} className="flex flex-wrap items-center gap-x-2">
          <Author nodeId={prediction.nodeId} live={live} />
          <Claim prediction={prediction} round={round} />
        </li>
      ))}
    </ul>
  )
}

function Author({ nodeId, live }: { readonly nodeId: string; readonly live: NetworkLive }) {
  const node = live.nodes.find((one) => one.nodeId === nodeId)
  return (
    <span title={nodeId}>
      {node ? <TierBadge tier={node.tier} /> : <span className="font-mono text-xs">{shortHex(nodeId)}</span>}
    </span>
  )
}

function Claim({ prediction, round }: { readonly prediction: LivePrediction; readonly round: LiveRound }) {
  const { bps, score } = prediction
  if (!bps) return <span className="text-soft">abstained</span>
  const names = CLASS_NAMES[round.kind]
  return (
    <>
      {bps.map((part, index) => (
        <span key={names[index]} className={index === round.outcome ? 'font-semibold' : 'text-soft'}>
          {names[index]} {Math.round(part / 100)} %
        </span>
      ))}
      {score === null ? (
        <span className="text-bad">late, not scored</span>
      ) : (
        <span>score {formatScore(score)}</span>
      )}
    </>
  )
}
