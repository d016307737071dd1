import type { Tier } from '@noderr/protocol'
import { formatCount, formatScore } from '../../format/number.ts'
import { shortHex } from '../../format/short-hex.ts'
import { Missing } from '../../ui/Missing.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { TierBadge } from '../../ui/TierBadge.tsx'
import type { LiveScore, NetworkLive } from '../live/network-live.ts'
import { verdictOf } from '../score-verdict.ts'
import { GainPlot, gainDomain, MarkKey } from './GainPlot.tsx'

/** How right each node was, beside what anybody could have said. */
export function ScoresPanel({ live }: { readonly live: NetworkLive }) {
  const domain = gainDomain(live.scores)
  return (
    <Panel title="Scores and their baselines" aside="1 is perfect">
      {live.scores.length === 0 ? (
        <p className="px-4 py-8 text-center text-soft">No prediction has been scored yet.</p>
      ) : (
        <ul>
          {live.scores.map((score) => (
            <li key={`${score.nodeId} ${score.kind}`} className="border-b border-line px-4 py-3">
              <Score score={score} live={live} domain={domain} />
            </li>
          ))}
        </ul>
      )}
      <p className="px-4 py-3 text-xs text-soft">
        Score = 1 − ranked probability score, the mean over settled rounds. Climatology gives each class the
        share that it had in the last 720 rounds; persistence expects what happened last; the crowd is
        everyone else with another model. Line and whiskers: gain over climatology; the interval takes rounds
        as independent, so a short run can look better than it is.
      </p>
    </Panel>
  )
}

function Score(props: {
  readonly score: LiveScore
  readonly live: NetworkLive
  readonly domain: readonly [number, number]
}) {
  const { score, live, domain } = props
  const node = live.nodes.find(({ nodeId }) => nodeId === score.nodeId)
  const tier = node?.tier ?? 'micro'
  const verdict = verdictOf(score)
  const look = { better: 'text-good', worse: 'text-bad', nothing: 'text-ink' }[verdict.says]
  return (
    <>
      <p className="flex flex-wrap items-center gap-2">
        <span className="font-semibold">{score.kind}</span>
        {node ? <TierBadge tier={node.tier} /> : null}
        <span className="font-mono text-xs text-soft">{shortHex(score.nodeId)}</span>
        <span className="ml-auto text-xs text-soft">{formatCount(score.rounds)} rounds</span>
      </p>
      <GainPlot score={score} tier={tier} domain={domain} />
      <dl className="grid grid-cols-4 gap-2 text-xs">
        <Figure of="score" tier={tier} value={score.meanScore} />
        <Figure of="climatology" tier={tier} value={score.climatology} />
        <Figure of="persistence" tier={tier} value={score.persistence} missing="it needs a round before" />
        <Figure
          of="crowd"
          tier={tier}
          value={score.crowd}
          missing="nobody else with another model predicted"
        />
      </dl>
      <p className={`mt-1.5 text-xs ${look}`}>{verdict.text}</p>
    </>
  )
}

function Figure(props: {
  readonly of: 'score' | 'climatology' | 'persistence' | 'crowd'
  readonly tier: Tier
  readonly value: number | null
  readonly missing?: string
}) {
  const { of, tier, value, missing } = props
  return (
    <div>
      <dt className="-ml-1 whitespace-nowrap text-soft">
        <MarkKey of={of} tier={tier} />
        {of}
      </dt>
      <dd className={of === 'score' ? 'font-semibold' : ''}>
        {value === null ? <Missing because={missing ?? 'not measured'} /> : formatScore(value)}
      </dd>
    </div>
  )
}
