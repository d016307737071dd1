import type { Tier } from '@noderr/protocol'
import { formatGain } from '../../format/number.ts'
import { TIER_TEXT } from '../../ui/TierBadge.tsx'
import type { LiveScore } from '../live/network-live.ts'

const WIDTH = 320
const HEIGHT = 26
const PAD = 8
const MIDDLE = HEIGHT / 2

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
  const { meanScore, climatology, persistence, crowd, gainInterval } = score
  const [low, high] = domain
  const x = (gain: number) => PAD + ((gain - low) / (high - low)) * (WIDTH - 2 * PAD)
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      className="my-1.5 block w-full"
      role="img"
      aria-label={label(score)}
    >
      <path d={`M${PAD} ${MIDDLE}H${WIDTH - PAD}`} className="stroke-line" />
      <Mark of="climatology" x={x(0)} />
      {persistence === null ? null : <Mark of="persistence" x={x(persistence - climatology)} />}
      {crowd === null ? null : <Mark of="crowd" x={x(crowd - climatology)} />}
      <g className={`stroke-current ${TIER_TEXT[tier]}`}>
        {gainInterval ? <path d={whisker(x(gainInterval[0]), x(gainInterval[1]))} strokeWidth="1.5" /> : null}
        <Mark of="score" x={x(meanScore - climatology)} />
      </g>
    </svg>
  )
}

const SHAPES = {
  score: { d: 'm-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0', look: 'fill-current' },
  climatology: { d: 'm0 -10v20', look: 'stroke-ink' },
  persistence: { d: 'm0 -4.5l4.5 4.5l-4.5 4.5l-4.5 -4.5z', look: 'fill-surface stroke-soft' },
  crowd: { d: 'm0 -4.5l4.5 8h-9z', look: 'fill-surface stroke-soft' },
} as const

function Mark({ of, x }: { readonly of: keyof typeof SHAPES; readonly x: number }) {
  return <path d={`M${x} ${MIDDLE}${SHAPES[of].d}`} className={SHAPES[of].look} strokeWidth="1.2" />
}

/** The mark of a figure on its own, to stand beside the figure's name. */
export function MarkKey({ of, tier }: { readonly of: keyof typeof SHAPES; readonly tier: Tier }) {
  return (
    <svg
      viewBox={`0 0 ${HEIGHT} ${HEIGHT}`}
      className={`inline-block size-4 ${TIER_TEXT[tier]}`}
      aria-hidden="true"
    >
      <Mark of={of} x={MIDDLE} />
    </svg>
  )
}

function whisker(low: number, high: number): string {
  return `M${low} ${MIDDLE - 4}v8M${low} ${MIDDLE}H${high}M${high} ${MIDDLE - 4}v8`
}

function label({ meanScore, climatology, gainInterval }: LiveScore): string {
  const interval = gainInterval
    ? `, 95 % interval from ${formatGain(gainInterval[0])} to ${formatGain(gainInterval[1])}`
    : ''
  return `Gain over climatology ${formatGain(meanScore - climatology)}${interval}`
}
