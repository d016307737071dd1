import { CLASS_NAMES } from '@noderr/protocol'
import { formatPrice, formatScore } from '../../format/number.ts'
import { formatShort } from '../../format/time.ts'
import { TIER_TEXT } from '../../ui/TierBadge.tsx'
import type { Strip, StripCell } from '../chart/strips.ts'
import type { LiveCandle } from '../live/network-live.ts'

/** The candle under the crosshair and what each model had said about it, on lines that keep their height. */
export function ChartReadout(props: {
  readonly openTime: number
  readonly candle: LiveCandle | undefined
  readonly strips: readonly Strip[]
}) {
  const { openTime, candle, strips } = props
  return (
    <div className="px-4 pt-3 pb-1 text-xs">
      <p className="flex min-h-5 flex-wrap gap-x-3">
        <span className="font-semibold">{formatShort(openTime)}</span>
        {candle ? (
          <Prices candle={candle} />
        ) : (
          <span className="text-soft">this candle has not closed yet</span>
        )}
      </p>
      <ul className="mt-1 grid gap-x-6 sm:grid-cols-2">
        {strips.map((strip) => (
          <li key={`${strip.nodeId} ${strip.kind}`} className="truncate">
            <span className={`font-semibold ${TIER_TEXT[strip.tier]}`}>
              <span className="max-sm:hidden">{strip.kind}, </span>
              {strip.tier}
            </span>{' '}
            <CellInWords strip={strip} cell={strip.cells.find((one) => one.openTime === openTime)} />
          </li>
        ))}
      </ul>
    </div>
  )
}

function Prices({ candle }: { readonly candle: LiveCandle }) {
  const prices = [
    ['open', candle.open],
    ['high', candle.high],
    ['low', candle.low],
    ['close', candle.close],
  ] as const
  return prices.map(([name, price]) => (
    <span key={name}>
      <span className="text-soft">{name}</span> {formatPrice(price)}
    </span>
  ))
}

function CellInWords({ strip, cell }: { readonly strip: Strip; readonly cell: StripCell | undefined }) {
  if (!cell) return <span className="text-soft">no prediction</span>
  if (cell.state === 'sealed') return <span>sealed until the round settles</span>
  if (cell.state === 'void') return <span>void: a price of its horizon is missing</span>
  if (cell.state === 'abstained') return <span>abstained</span>
  if (cell.state === 'late') return <span>came after the deadline, not scored</span>
  const names = CLASS_NAMES[strip.kind]
  const shares = cell.bps?.map((bps, index) => `${names[index]} ${Math.round(bps / 100)}`).join(' · ')
  return (
    <span>
      {shares} %
      {cell.outcome === null ? null : <Happened name={names[cell.outcome]} isRight={cell.isRight} />}
      {cell.score === null ? null : (
        <span className="text-soft" title="score; 1 is perfect">
          {' '}
          {formatScore(cell.score)}
        </span>
      )}
    </span>
  )
}

function Happened({ name, isRight }: { readonly name: string; readonly isRight: boolean | null }) {
  return (
    <span className={`font-semibold ${isRight ? 'text-good' : 'text-bad'}`}>
      {' '}
      {isRight ? '●' : '○'} {name}
    </span>
  )
}
