import type { Tier } from '@noderr/protocol'
import { formatGain } from '../format/number.ts'
import type { LiveScore } from '../live/network-live.ts'
import { TIER_TEXT } from '../ui/TierBadge.tsx'

const WIDTH = 320
const HEIGHT = 40
const PAD = 10
const MIDDLE = 16

/** The range that all plots of a page share, so that they can be compared: every mark of every score, and zero. */
export function gainDomain(scores: readonly LiveScore[]): readonly [number, number] {
  const marks = scores.flatMap(({ meanScore, climatology, persistence, crowd, gainInterval }) =>
    [meanScore, persistence, crowd]
      .filter((value) => value !== null)
      .map((value) => value - climatology)
      .concat(gainInterval ?? []),
  )
  return [Math.min(0, ...marks), Math.max(1, ...marks)]
}

/** A node's gain over climatology with its interval, and the other baselines on the same line. */
export function GainPlot(props: {
  readonly score: LiveScore
  readonly tier: Tier
  readonly domain: readonly [number, number]
}) {
  const { score, tier, domain } = props
  const [low, high] = domain
  const x = (gain: number) => PAD + ((gain - low) / (high - low)) * (WIDTH - 2 * PAD)
  const gain = score.meanScore - score.climatology
  const others = [
    ['persistence', score.persistence],
    ['crowd', score.crowd],
  ] as const
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      className="my-1 block w-full"
      role="img"
      aria-label={label(score, gain)}
    >
      <line x1={PAD} x2={WIDTH - PAD} y1={MIDDLE} y2={MIDDLE} className="stroke-line" />
      <line x1={x(0)} x2={x(0)} y1={3} y2={MIDDLE + 9} className="stroke-soft" />
      <Label x={x(0)}>climatology</Label>
      {others.map(([name, value]) =>
        value === null ? null : (
          <g key={name}>
            <path d={diamond(x(value - score.climatology))} className="fill-surface stroke-soft" />
            <Label x={x(value - score.climatology)}>{name}</Label>
          </g>
        ),
      )}
      {score.gainInterval ? (
        <path
          d={whisker(x(score.gainInterval[0]), x(score.gainInterval[1]))}
          className={`fill-none stroke-current ${TIER_TEXT[tier]}`}
          strokeWidth="1.5"
        />
      ) : null}
      <circle cx={x(gain)} cy={MIDDLE} r="4" className={`fill-current ${TIER_TEXT[tier]}`} />
    </svg>
  )
}

function Label({ x, children }: { readonly x: number; readonly children: string }) {
  const anchor = x < 40 ? 'start' : x > WIDTH - 40 ? 'end' : 'middle'
  const at = anchor === 'start' ? 2 : anchor === 'end' ? WIDTH - 2 : x
  return (
    <text x={at} y={HEIGHT - 4} textAnchor={anchor} className="fill-soft text-[10px]">
      {children}
    </text>
  )
}

function whisker(low: number, high: number): string {
  return `M${low} ${MIDDLE - 4}v8M${low} ${MIDDLE}H${high}M${high} ${MIDDLE - 4}v8`
}

function diamond(x: number): string {
  return `M${x} ${MIDDLE - 4}l4 4l-4 4l-4 -4z`
}

function label({ gainInterval }: LiveScore, gain: number): string {
  const interval = gainInterval
    ? `, 95 % interval from ${formatGain(gainInterval[0])} to ${formatGain(gainInterval[1])}`
    : ''
  return `Gain over climatology ${formatGain(gain)}${interval}`
}
