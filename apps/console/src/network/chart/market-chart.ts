import { CLASS_NAMES } from '@noderr/protocol'
import {
  CandlestickSeries,
  createChart,
  type IChartApi,
  type ISeriesApi,
  type UTCTimestamp,
} from 'lightweight-charts'
import { formatAxisPrice } from '../../format/number.ts'
import { shortHex } from '../../format/short-hex.ts'
import type { LiveCandle } from '../live/network-live.ts'
import { type ChartColors, readChartColors } from './chart-colors.ts'
import { CANDLES_HEIGHT, candleColors, optionsOf, STRIP_HEIGHT } from './chart-options.ts'
import type { StripPoint } from './strip-cell.ts'
import type { StripLook } from './strip-renderer.ts'
import { ClassLabels, StripSeries } from './strip-series.ts'
import type { Strip } from './strips.ts'

interface DrawnStrip {
  readonly view: StripSeries
  readonly labels: ClassLabels
  readonly series: ISeriesApi<'Custom'>
}

/** Candles with a strip of rounds per model under them, all on one time axis. Owns a canvas until {@link close}. */
export class MarketChart {
  readonly #chart: IChartApi
  readonly #candles: ISeriesApi<'Candlestick'>
  #colors: ChartColors
  #strips: readonly Strip[]
  readonly #drawn: readonly DrawnStrip[]
  #times: readonly number[] = []

  /** @param strips - Which strips there are; {@link draw} brings their cells. Other strips need another chart. */
  constructor(container: HTMLElement, strips: readonly Strip[]) {
    this.#colors = readChartColors()
    this.#strips = strips
    this.#chart = createChart(container, { ...optionsOf(this.#colors), autoSize: true })
    this.#candles = this.#chart.addSeries(CandlestickSeries, {
      lastValueVisible: false,
      priceLineVisible: false,
      priceFormat: { type: 'custom', formatter: formatAxisPrice, minMove: 0.01 },
      ...candleColors(this.#colors),
    })
    this.#drawn = strips.map((strip, index) => this.#addStrip(strip, index + 1))
    const [first, ...others] = this.#chart.panes()
    first?.setStretchFactor(CANDLES_HEIGHT)
    for (const pane of others) pane.setStretchFactor(STRIP_HEIGHT)
  }

  /** Shows the newest candles and cells; who had scrolled back stays where he was. */
  draw(candles: readonly LiveCandle[], strips: readonly Strip[]): void {
    const position = this.#chart.timeScale().scrollPosition()
    this.#strips = strips
    this.#candles.setData(
      candles.map(({ openTime, ...prices }) => ({ time: toChartTime(openTime), ...prices })),
    )
    const oldest = candles[0]?.openTime ?? 0
    for (const [index, { series }] of this.#drawn.entries())
      series.setData(pointsOf(strips[index], oldest) as Parameters<typeof series.setData>[0])
    const times = candles.map(({ openTime }) => openTime)
    const added = times.filter((time) => time > (this.#times.at(-1) ?? Number.POSITIVE_INFINITY)).length
    if (position < 0 && this.#times.length > 0)
      this.#chart.timeScale().scrollToPosition(position - added, false)
    this.#times = times
  }

  /** Reads the stylesheet's colours again, after the system turned from light to dark or back. */
  recolor(): void {
    this.#colors = readChartColors()
    this.#chart.applyOptions(optionsOf(this.#colors))
    this.#candles.applyOptions(candleColors(this.#colors))
    for (const [index, { view, labels, series }] of this.#drawn.entries()) {
      const look = this.#lookOf(index)
      view.setLook(look)
      labels.setLook(look)
      series.applyOptions({})
    }
  }

  /** Calls `listener` with the open time under the crosshair, and with null when it leaves. */
  onPoint(listener: (openTime: number | null) => void): void {
    this.#chart.subscribeCrosshairMove(({ time }) => listener(typeof time === 'number' ? time * 1_000 : null))
  }

  /** Puts the crosshair on a candle, in sight: for those who read the chart by keyboard. {@link onPoint} stays silent. */
  pointAt(candle: LiveCandle): void {
    const scale = this.#chart.timeScale()
    const visible = scale.getVisibleLogicalRange()
    const index = this.#times.indexOf(candle.openTime)
    if (visible && (index < visible.from || index > visible.to))
      scale.scrollToPosition(index - this.#times.length + 1, false)
    this.#chart.setCrosshairPosition(candle.close, toChartTime(candle.openTime), this.#candles)
  }

  close(): void {
    this.#chart.remove()
  }

  #addStrip(strip: Strip, pane: number): DrawnStrip {
    const look = this.#lookOf(pane - 1)
    const view = new StripSeries(look)
    const series = this.#chart.addCustomSeries(view, { priceFormat: BLANK_PRICES }, pane)
    const height = () => this.#chart.panes()[pane]?.getHeight() ?? STRIP_HEIGHT
    const labels = new ClassLabels(CLASS_NAMES[strip.kind], look, height)
    series.attachPrimitive(labels)
    series.priceScale().applyOptions({ scaleMargins: { top: 0, bottom: 0 } })
    return { view, labels, series }
  }

  #lookOf(index: number): StripLook {
    const strip = this.#strips[index]
    const color = strip ? this.#colors.tier[strip.tier] : this.#colors.soft
    return { titles: strip ? titlesOf(strip) : [], color, colors: this.#colors }
  }
}

function titlesOf({ kind, release, tier, nodeId }: Strip): string[] {
  const short = `${kind} · ${release} · ${tier}`
  return [`${short} ${shortHex(nodeId)}`, short, `${kind} · ${tier}`]
}

const BLANK_PRICES = { type: 'custom', formatter: () => '', minMove: 1 } as const

function pointsOf(strip: Strip | undefined, oldest: number): StripPoint[] {
  return (strip?.cells ?? [])
    .filter(({ openTime }) => openTime >= oldest)
    .map((cell) => ({ time: toChartTime(cell.openTime), cell }))
}

function toChartTime(ms: number): UTCTimestamp {
  return (ms / 1_000) as UTCTimestamp
}
