import { ColorType, CrosshairMode } from 'lightweight-charts'
import { formatShort } from '../../format/time.ts'
import type { ChartColors } from './chart-colors.ts'

/** Heights in CSS pixels: the page reserves them before the chart is there. */
export const CANDLES_HEIGHT = 250
export const STRIP_HEIGHT = 62
const TIME_AXIS_HEIGHT = 28
const BAR_SPACING = 8

/** How tall a chart with so many strips is. */
export function chartHeight(strips: number): number {
  return CANDLES_HEIGHT + strips * STRIP_HEIGHT + TIME_AXIS_HEIGHT
}

/** The candles' colours as the series takes them: hollow up, filled down. */
export function candleColors({ candleUp, candleDown, candleEdge }: ChartColors) {
  return {
    upColor: candleUp,
    downColor: candleDown,
    borderUpColor: candleEdge,
    borderDownColor: candleEdge,
    wickUpColor: candleEdge,
    wickDownColor: candleEdge,
  }
}

/** How the chart looks and what moves it: dragging and the arrow keys, not the wheel, which scrolls the page. */
export function optionsOf({ surface, soft, line, faint, ink }: ChartColors) {
  const crosshair = { color: soft, labelBackgroundColor: ink }
  return {
    layout: {
      background: { type: ColorType.Solid, color: surface },
      textColor: soft,
      fontFamily: 'Inter, system-ui, sans-serif',
      fontSize: 11,
      // The logo would need an inline style element; the page links to tradingview.com in words instead.
      attributionLogo: false,
      panes: { enableResize: false, separatorColor: line, separatorHoverColor: line },
    },
    grid: { vertLines: { visible: false }, horzLines: { visible: false } },
    crosshair: {
      mode: CrosshairMode.Magnet,
      vertLine: crosshair,
      horzLine: { ...crosshair, visible: false },
    },
    rightPriceScale: { borderVisible: false },
    timeScale: {
      borderColor: faint,
      timeVisible: true,
      secondsVisible: false,
      barSpacing: BAR_SPACING,
      minBarSpacing: 2,
      rightOffset: 1,
    },
    localization: { timeFormatter: (seconds: unknown) => formatShort(Number(seconds) * 1_000) },
    handleScroll: { mouseWheel: false, vertTouchDrag: false },
    handleScale: { mouseWheel: false, axisPressedMouseMove: { time: true, price: false } },
  }
}
