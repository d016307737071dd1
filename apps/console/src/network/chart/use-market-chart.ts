import { type RefObject, useEffect, useRef } from 'react'
import type { LiveCandle } from '../live/network-live.ts'
import { onColorSchemeChange } from './chart-colors.ts'
import { MarketChart } from './market-chart.ts'
import type { Strip } from './strips.ts'

/** A {@link MarketChart} in the element that takes `container`; made anew only when the strips are of other models. */
export function useMarketChart(
  candles: readonly LiveCandle[],
  strips: readonly Strip[],
  onPoint: (openTime: number | null) => void,
): { readonly container: RefObject<HTMLDivElement | null>; readonly pointAt: (candle: LiveCandle) => void } {
  const container = useRef<HTMLDivElement>(null)
  const chart = useRef<MarketChart>(null)
  const cast = strips.map(({ nodeId, kind, release }) => `${nodeId} ${kind} ${release}`).join()
  const isEmpty = candles.length === 0
  // biome-ignore lint/correctness/useExhaustiveDependencies: another cast needs another chart, new cells do not
  useEffect(() => {
    if (!container.current || isEmpty) return
    const made = new MarketChart(container.current, strips)
    made.onPoint(onPoint)
    chart.current = made
    const stop = onColorSchemeChange(() => made.recolor())
    return () => {
      stop()
      chart.current = null
      made.close()
    }
  }, [cast, isEmpty, onPoint])
  // biome-ignore lint/correctness/useExhaustiveDependencies: a chart made anew wants to be drawn
  useEffect(() => chart.current?.draw(candles, strips), [candles, strips, cast, isEmpty])
  const pointAt = (candle: LiveCandle) => {
    chart.current?.pointAt(candle)
    onPoint(candle.openTime)
  }
  return { container, pointAt }
}
