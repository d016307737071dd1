import type { CustomData, Time } from 'lightweight-charts'
import type { ChartColors } from './chart-colors.ts'
import type { StripCell } from './strips.ts'

/** A cell at its place on the time axis. */
export interface StripPoint extends CustomData<Time> {
  readonly cell: StripCell
}

/** Where a cell is drawn, CSS pixels: a column of three rows, class 2 on top. */
export interface CellBox {
  readonly x: number
  readonly width: number
  readonly top: number
  readonly row: number
}

type Pen = CanvasRenderingContext2D

/** Draws one round of a strip: its three probabilities and what happened, or why there is nothing to see. */
export function drawCell(pen: Pen, cell: StripCell, box: CellBox, color: string, colors: ChartColors): void {
  if (cell.state === 'sealed') drawHatching(pen, box, colors.soft)
  if (cell.state === 'void') drawDash(pen, box, colors.faint)
  if (cell.state === 'abstained' || cell.state === 'late') drawDash(pen, box, colors.bad)
  if (!cell.bps) return
  drawShades(pen, cell.bps, box, color)
  if (cell.outcome !== null) drawMark(pen, box, cell.outcome, cell.isRight === true, colors)
}

function drawShades(pen: Pen, bps: readonly number[], { x, width, top, row }: CellBox, color: string): void {
  pen.fillStyle = color
  for (const [index, part] of bps.entries()) {
    pen.globalAlpha = opacityOf(part)
    pen.fillRect(x, top + (2 - index) * row, width, row - 1)
  }
  pen.globalAlpha = 1
}

/** From a breath at 0 to full at 70 %: a third, which says nothing, stays pale. */
function opacityOf(bps: number): number {
  return Math.min(1, 0.04 + (bps / 7_000) ** 1.6)
}

function drawMark(
  pen: Pen,
  { x, width, top, row }: CellBox,
  outcome: number,
  isRight: boolean,
  { good, bad, surface }: ChartColors,
): void {
  const radius = Math.min(width / 2 - 1, row / 2 - 2, 2.8)
  if (radius < 0.8) return
  const [middleX, middleY] = [x + width / 2, top + (2 - outcome + 0.5) * row - 0.5]
  pen.fillStyle = surface
  pen.beginPath()
  pen.arc(middleX, middleY, radius + 1, 0, 2 * Math.PI)
  pen.fill()
  pen.beginPath()
  pen.arc(middleX, middleY, isRight ? radius : radius - 0.4, 0, 2 * Math.PI)
  pen.fillStyle = good
  pen.strokeStyle = bad
  pen.lineWidth = 1.4
  if (isRight) pen.fill()
  else pen.stroke()
}

function drawHatching(pen: Pen, { x, width, top, row }: CellBox, color: string): void {
  pen.save()
  pen.beginPath()
  pen.rect(x, top, width, 3 * row - 1)
  pen.clip()
  pen.beginPath()
  for (let y = top - width; y < top + 3 * row; y += 4) {
    pen.moveTo(x, y + width)
    pen.lineTo(x + width, y)
  }
  pen.strokeStyle = color
  pen.lineWidth = 1
  pen.stroke()
  pen.restore()
}

function drawDash(pen: Pen, { x, width, top, row }: CellBox, color: string): void {
  pen.fillStyle = color
  pen.fillRect(x, top + 1.5 * row - 1.5, width, 2)
}
