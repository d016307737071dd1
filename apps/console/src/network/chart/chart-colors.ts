import type { Tier } from '@noderr/protocol'

/** The page's colours as a canvas needs them: read from the stylesheet, which knows light and dark. */
export interface ChartColors {
  readonly surface: string
  readonly ink: string
  readonly soft: string
  readonly faint: string
  readonly line: string
  readonly good: string
  readonly bad: string
  readonly candleUp: string
  readonly candleDown: string
  readonly candleEdge: string
  readonly tier: Readonly<Record<Tier, string>>
}

export function readChartColors(): ChartColors {
  const style = getComputedStyle(document.documentElement)
  const read = (name: string) => style.getPropertyValue(`--${name}`).trim()
  return {
    surface: read('surface'),
    ink: read('ink'),
    soft: read('soft'),
    faint: read('faint'),
    line: read('line'),
    good: read('good'),
    bad: read('bad'),
    candleUp: read('candle-up'),
    candleDown: read('candle-down'),
    candleEdge: read('candle-edge'),
    tier: {
      micro: read('tier-micro'),
      validator: read('tier-validator'),
      guardian: read('tier-guardian'),
      oracle: read('tier-oracle'),
    },
  }
}

/** Calls `listener` whenever the system turns from light to dark or back; returns how to stop. */
export function onColorSchemeChange(listener: () => void): () => void {
  const dark = matchMedia('(prefers-color-scheme: dark)')
  dark.addEventListener('change', listener)
  return () => dark.removeEventListener('change', listener)
}
