import type {
  CustomBarItemData,
  ICustomSeriesPaneRenderer,
  PaneRendererCustomData,
  Time,
} from 'lightweight-charts'
import type { ChartColors } from './chart-colors.ts'
import { drawCell, type StripPoint } from './strip-cell.ts'

/** Room for the strip's name above its three rows, CSS pixels. */
const TITLE_HEIGHT = 17
const BOTTOM = 3

/** The look of a strip: what its renderer needs beside the cells. */
export interface StripLook {
  /** From the most telling to the shortest; the first that fits is drawn. */
  readonly titles: readonly string[]
  readonly color: string
  readonly colors: ChartColors
}

type DrawingTarget = Parameters<ICustomSeriesPaneRenderer['draw']>[0]

/** The height of one class's row in a pane, CSS pixels, and where the middle of each class is. */
export function rowsOf(paneHeight: number): { readonly row: number; readonly middles: readonly number[] } {
  const row = (paneHeight - TITLE_HEIGHT - BOTTOM) / 3
  return { row, middles: [2.5, 1.5, 0.5].map((rows) => TITLE_HEIGHT + rows * row) }
}

/**
 * Draws a strip: a column for each round, a row for each class with class 2 on top, darker where likelier; on the
 * class that happened a filled dot when no other class was thought likelier, else a ring.
 */
export class StripRenderer implements ICustomSeriesPaneRenderer {
  #bars: readonly CustomBarItemData<Time, StripPoint>[] = []
  #spacing = 1
  #look: StripLook

  constructor(look: StripLook) {
    this.#look = look
  }

  setLook(look: StripLook): void {
    this.#look = look
  }

  /** What {@link draw} draws from now on; the chart keeps one renderer for the life of a series. */
  show({ bars, barSpacing, visibleRange }: PaneRendererCustomData<Time, StripPoint>): void {
    // The chart keeps only the places of visible bars up to date.
    this.#bars = visibleRange ? bars.slice(visibleRange.from, visibleRange.to) : []
    this.#spacing = barSpacing
  }

  draw(target: DrawingTarget): void {
    // biome-ignore lint/correctness/useHookAtTopLevel: a method of the canvas library, no hook of React
    target.useMediaCoordinateSpace(({ context, mediaSize }) => {
      const { row } = rowsOf(mediaSize.height)
      const width = Math.max(1, this.#spacing - 1)
      for (const { x, originalData } of this.#bars) {
        const box = { x: x - width / 2, width, top: TITLE_HEIGHT, row }
        drawCell(context, originalData.cell, box, this.#look.color, this.#look.colors)
      }
      this.#drawTitle(context, mediaSize.width)
    })
  }

  #drawTitle(context: CanvasRenderingContext2D, paneWidth: number): void {
    const { titles, color, colors } = this.#look
    context.font = '600 11px Inter, system-ui, sans-serif'
    context.textBaseline = 'middle'
    const fits = (title: string) => context.measureText(title).width + 8 <= paneWidth
    const title = titles.find(fits) ?? titles.at(-1) ?? ''
    context.fillStyle = colors.surface
    context.fillRect(0, 0, context.measureText(title).width + 12, TITLE_HEIGHT - 1)
    context.fillStyle = color
    context.fillText(title, 4, TITLE_HEIGHT / 2)
  }
}
