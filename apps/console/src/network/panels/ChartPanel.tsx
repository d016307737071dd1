import { type KeyboardEvent, useMemo, useState } from 'react'
import { formatPrice } from '../../format/number.ts'
import { formatShort } from '../../format/time.ts'
import { Panel } from '../../ui/Panel.tsx'
import { chartHeight } from '../chart/chart-options.ts'
import { newestSettled, stripsOf } from '../chart/strips.ts'
import { useMarketChart } from '../chart/use-market-chart.ts'
import type { LiveCandle, NetworkLive } from '../live/network-live.ts'
import { ChartReadout } from './ChartReadout.tsx'

/** Candles, and under each what the models had said about it. */
export function ChartPanel({ live }: { readonly live: NetworkLive }) {
  const { candles, rounds, scores, nodes } = live
  const strips = useMemo(() => stripsOf({ nodes, rounds, scores }), [nodes, rounds, scores])
  const [pointed, setPointed] = useState<number | null>(null)
  const { container, pointAt } = useMarketChart(candles, strips, setPointed)
  const openTime = pointed ?? newestSettled(strips) ?? candles.at(-1)?.openTime
  const index = candles.findIndex((candle) => candle.openTime === openTime)
  const hours = live.network.intervalMs / 3_600_000
  return (
    <Panel title={`Predictions against the market: ${live.network.symbol}`} aside={`${hours} h candles`}>
      {openTime === undefined ? null : (
        <ChartReadout openTime={openTime} candle={candles[index]} strips={strips} />
      )}
      {candles.length === 0 ? (
        <p className="px-4 py-16 text-center text-soft">No candle has closed yet.</p>
      ) : (
        <div
          ref={container}
          role="slider"
          tabIndex={0}
          aria-label="Candle under the crosshair"
          aria-valuemin={0}
          aria-valuemax={candles.length - 1}
          aria-valuenow={index === -1 ? candles.length - 1 : index}
          aria-valuetext={inWords(candles[index])}
          className="relative mx-2 overflow-hidden"
          style={{ height: chartHeight(strips.length) }}
          onKeyDown={(event) => moveByKey(event, candles, index, pointAt)}
        />
      )}
      <Legend />
    </Panel>
  )
}

function inWords(candle: LiveCandle | undefined): string {
  return candle ? `${formatShort(candle.openTime)}, close ${formatPrice(candle.close)}` : 'not closed yet'
}

const STEPS: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowDown: -1,
  ArrowRight: 1,
  ArrowUp: 1,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
}

function moveByKey(
  event: KeyboardEvent,
  candles: readonly LiveCandle[],
  index: number,
  point: (candle: LiveCandle) => void,
): void {
  const step = STEPS[event.key]
  if (step === undefined) return
  event.preventDefault()
  const from = index === -1 ? candles.length : index
  const next = candles[Math.max(0, Math.min(candles.length - 1, from + step))]
  if (next) point(next)
}

function Legend() {
  return (
    <ul className="flex flex-wrap gap-x-5 gap-y-1 border-t border-line px-4 py-2.5 text-xs text-soft">
      <li>
        Each column is a round, under the candle it was about; the stronger the colour of a class, the
        likelier it was thought.
      </li>
      <li>
        <span className="text-good">●</span> happened, and was thought likeliest
      </li>
      <li>
        <span className="text-bad">○</span> happened, but another was likelier
      </li>
      <li>
        <span aria-hidden="true">▨</span> sealed until the round settles
      </li>
      <li>
        <span className="text-bad">▬</span> abstained or late
      </li>
    </ul>
  )
}
