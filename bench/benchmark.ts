/** Figures of one benchmark by name; the unit is in the name: `p99Ms`, `growthRatio`. */
export type Figures = Readonly<Record<string, number | string>>

/** How much of a benchmark is run, by name: `{ runs: 5, ticks: 1_000 }`. */
export type Sizes = Readonly<Record<string, number>>

/** One claim of docs/PERFORMANCE.md: what is measured, beside what, and how. */
export interface Benchmark<Size extends Sizes = Sizes> {
  readonly name: string
  /** One line: what is measured and which limit or peer stands beside it in the same run. */
  readonly claim: string
  /** What docs/PERFORMANCE.md was measured with; `npm run bench -- NAME --ticks 10` overrides one. */
  readonly sizes: Size
  run(sizes: Size): Promise<Figures>
}

/** The middle of several runs; of an even number of them the lower middle. */
export function median(values: readonly number[]): number {
  return percentile(values, 0.5)
}

/** The value below or at which a share of the sorted values lies (nearest rank). */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}

/** Rounds a figure to what a reader can use. */
export function rounded(value: number, digits = 3): number {
  return Number(value.toPrecision(digits))
}
