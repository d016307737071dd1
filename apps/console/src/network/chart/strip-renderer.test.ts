import type { PaneRendererCustomData, Time } from 'lightweight-charts'
import { expect, it } from 'vitest'
import type { StripPoint } from './strip-cell.ts'
import { rowsOf, StripRenderer } from './strip-renderer.ts'

const grey = '#888'
const colors = {
  surface: grey,
  ink: grey,
  soft: grey,
  faint: grey,
  line: grey,
  good: grey,
  bad: grey,
  candleUp: grey,
  candleDown: grey,
  candleEdge: grey,
  tier: { micro: grey, validator: grey, guardian: grey, oracle: grey },
}

/** A canvas that keeps where rectangles were drawn. */
function fakeTarget() {
  const columns: number[] = []
  const pen = new Proxy({} as Record<string, unknown>, {
    get: (held, name) => {
      if (name === 'measureText') return () => ({ width: 10 })
      if (name === 'fillRect') return (x: number, y: number) => y > 0 && columns.push(x)
      return name in held ? held[name as string] : () => undefined
    },
  })
  const useMediaCoordinateSpace = (draw: (scope: object) => void) =>
    draw({ context: pen, mediaSize: { width: 100, height: 62 } })
  const target = { useMediaCoordinateSpace } as object as Parameters<StripRenderer['draw']>[0]
  return { columns, target }
}

const bar = (x: number) => {
  const cell = { openTime: x, state: 'void', bps: null, outcome: null, isRight: null, score: null } as const
  return { x, time: x, originalData: { time: x as Time, cell }, barColor: grey }
}

it('draws only the rounds in sight, since the chart leaves the places of the others stale', () => {
  const renderer = new StripRenderer({ titles: ['regime'], color: grey, colors })
  const { columns, target } = fakeTarget()
  const data = { bars: [bar(40), bar(10), bar(20), bar(30)], barSpacing: 9, conflationFactor: 1 }
  renderer.show({ ...data, visibleRange: { from: 1, to: 3 } } as PaneRendererCustomData<Time, StripPoint>)
  renderer.draw(target)
  expect(columns).toEqual([6, 16])
})

it('puts class 2 on top and the rows under the name', () => {
  expect(rowsOf(62)).toEqual({ row: 14, middles: [52, 38, 24] })
})
