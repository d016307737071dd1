import type {
  CustomSeriesOptions,
  CustomSeriesWhitespaceData,
  ICustomSeriesPaneView,
  ISeriesPrimitive,
  ISeriesPrimitiveAxisView,
  PaneRendererCustomData,
  Time,
} from 'lightweight-charts'
import { customSeriesDefaultOptions } from 'lightweight-charts'
import type { StripPoint } from './strip-cell.ts'
import { rowsOf, type StripLook, StripRenderer } from './strip-renderer.ts'

/** A strip as a series of the chart, so that it shares the candles' time axis and crosshair. */
export class StripSeries implements ICustomSeriesPaneView<Time, StripPoint, CustomSeriesOptions> {
  readonly #renderer: StripRenderer

  constructor(look: StripLook) {
    this.#renderer = new StripRenderer(look)
  }

  setLook(look: StripLook): void {
    this.#renderer.setLook(look)
  }

  renderer(): StripRenderer {
    return this.#renderer
  }

  update(data: PaneRendererCustomData<Time, StripPoint>): void {
    this.#renderer.show(data)
  }

  priceValueBuilder(): number[] {
    return [0, 3, 0]
  }

  isWhitespace(
    point: StripPoint | CustomSeriesWhitespaceData<Time>,
  ): point is CustomSeriesWhitespaceData<Time> {
    return !('cell' in point)
  }

  defaultOptions(): CustomSeriesOptions {
    return { ...customSeriesDefaultOptions, lastValueVisible: false, priceLineVisible: false }
  }
}

/** The names of the classes beside a strip, where another series has its prices. */
export class ClassLabels implements ISeriesPrimitive<Time> {
  readonly #names: readonly [string, string, string]
  #look: StripLook
  readonly #paneHeight: () => number

  constructor(names: readonly [string, string, string], look: StripLook, paneHeight: () => number) {
    this.#names = names
    this.#look = look
    this.#paneHeight = paneHeight
  }

  setLook(look: StripLook): void {
    this.#look = look
  }

  priceAxisViews(): readonly ISeriesPrimitiveAxisView[] {
    const { middles } = rowsOf(this.#paneHeight())
    const { soft, surface } = this.#look.colors
    return this.#names.map((name, index) => ({
      coordinate: () => middles[index] ?? 0,
      fixedCoordinate: () => middles[index],
      text: () => name,
      textColor: () => soft,
      backColor: () => surface,
      tickVisible: () => false,
    }))
  }
}
