import { z } from 'zod'
import { Aroon } from './indicators/aroon.ts'
import type { Indicator } from './indicators/indicator.ts'
import { Rsi } from './indicators/rsi.ts'
import { CalendarPhase } from './kinds/calendar.ts'
import { CloseLocation, EmaRatio, LogReturn } from './kinds/price.ts'
import {
  BollingerPart,
  DirectionalBalance,
  RelativeAtr,
  RelativeMacd,
  StochasticLine,
  TrendStrength,
} from './kinds/relative.ts'
import {
  BandPosition,
  GarmanKlass,
  LogOfRange,
  LogRange,
  RealisedVolatility,
  SeasonalRange,
} from './kinds/volatility.ts'
import { ObvSlope, VolumeRatio, VolumeZScore, VwapDistance } from './kinds/volume.ts'

/** What a schema may ask for by one kind name: its parameters, its appetite and how it is computed. */
interface FeatureKind {
  readonly parameters: z.ZodType
  /** Candles from the seed until the value is defined. */
  candles(parameters: unknown): number
  create(parameters: unknown): Indicator
}

function kind<Parameters>(
  parameters: z.ZodType<Parameters>,
  candles: (parameters: Parameters) => number,
  create: (parameters: Parameters) => Indicator,
): FeatureKind {
  return {
    parameters,
    candles: (given) => candles(parameters.parse(given)),
    create: (given) => create(parameters.parse(given)),
  }
}

const count = z.number().int().min(1).max(4096)
const several = count.min(2)
const span = z.strictObject({ span: count })
const period = z.strictObject({ period: several })
const window = z.strictObject({ window: count })
const deviationWindow = z.strictObject({ window: several })
const coordinate = z.strictObject({ coordinate: z.enum(['sin', 'cos']) })
const macd = z
  .strictObject({ fast: count, slow: count, signal: count })
  .refine(({ fast, slow }) => fast < slow, 'fast must be below slow')
const bollinger = z.strictObject({ period: several, deviations: z.number().int().min(1).max(10) })
const stochastic = z.strictObject({ period: several, smoothing: count, signal: count })

type Macd = z.infer<typeof macd>
type Stochastic = z.infer<typeof stochastic>
const macdCandles = ({ slow, signal }: Macd) => slow + signal - 1
const slowK = ({ period, smoothing }: Stochastic) => period + smoothing - 1

/**
 * Every kind of feature, by the name that schemas use. The classes state convention, units and source.
 *
 * A kind never changes its bits, since released models were trained on them: another formula gets another name.
 */
export const FEATURE_KINDS = {
  'log-return': kind(
    span,
    (p) => p.span + 1,
    (p) => new LogReturn(p.span),
  ),
  'ema-ratio': kind(
    period,
    (p) => p.period,
    (p) => new EmaRatio(p.period),
  ),
  'close-location': kind(
    window,
    (p) => p.window,
    (p) => new CloseLocation(p.window),
  ),
  'realised-volatility': kind(
    deviationWindow,
    (p) => p.window + 1,
    (p) => new RealisedVolatility(p.window),
  ),
  'band-position': kind(
    deviationWindow,
    (p) => p.window + 1,
    (p) => new BandPosition(p.window),
  ),
  'log-range': kind(
    window,
    (p) => p.window,
    (p) => new LogRange(p.window),
  ),
  'log-of-range': kind(
    window,
    (p) => p.window,
    (p) => new LogOfRange(p.window),
  ),
  'seasonal-range': kind(
    z.strictObject({ period: several, cycles: count }),
    (p) => p.period * p.cycles,
    (p) => new SeasonalRange(p.period, p.cycles),
  ),
  'garman-klass': kind(
    window,
    (p) => p.window,
    (p) => new GarmanKlass(p.window),
  ),
  rsi: kind(
    period,
    (p) => p.period + 1,
    (p) => new Rsi(p.period),
  ),
  'macd-line': kind(macd, macdCandles, (p) => new RelativeMacd('line', p.fast, p.slow, p.signal)),
  'macd-histogram': kind(macd, macdCandles, (p) => new RelativeMacd('histogram', p.fast, p.slow, p.signal)),
  atr: kind(
    period,
    (p) => p.period + 1,
    (p) => new RelativeAtr(p.period),
  ),
  'bollinger-position': kind(
    bollinger,
    (p) => p.period,
    (p) => new BollingerPart('position', p.period, p.deviations),
  ),
  'bollinger-width': kind(
    bollinger,
    (p) => p.period,
    (p) => new BollingerPart('width', p.period, p.deviations),
  ),
  adx: kind(
    period,
    (p) => 2 * p.period,
    (p) => new TrendStrength(p.period),
  ),
  'directional-balance': kind(
    period,
    (p) => p.period + 1,
    (p) => new DirectionalBalance(p.period),
  ),
  aroon: kind(
    period,
    (p) => p.period + 1,
    (p) => new Aroon(p.period),
  ),
  'stochastic-k': kind(stochastic, slowK, (p) => new StochasticLine('k', p.period, p.smoothing, p.signal)),
  'stochastic-d': kind(
    stochastic,
    (p) => slowK(p) + p.signal - 1,
    (p) => new StochasticLine('d', p.period, p.smoothing, p.signal),
  ),
  'obv-slope': kind(
    deviationWindow,
    (p) => p.window,
    (p) => new ObvSlope(p.window),
  ),
  'volume-z-score': kind(
    deviationWindow,
    (p) => p.window,
    (p) => new VolumeZScore(p.window),
  ),
  'volume-ratio': kind(
    z.strictObject({ fast: count, slow: count }),
    (p) => Math.max(p.fast, p.slow),
    (p) => new VolumeRatio(p.fast, p.slow),
  ),
  'vwap-distance': kind(
    window,
    (p) => p.window,
    (p) => new VwapDistance(p.window),
  ),
  'time-of-day': kind(
    coordinate,
    () => 1,
    (p) => new CalendarPhase('day', p.coordinate),
  ),
  'time-of-week': kind(
    coordinate,
    () => 1,
    (p) => new CalendarPhase('week', p.coordinate),
  ),
} satisfies Record<string, FeatureKind>

export type FeatureKindName = keyof typeof FEATURE_KINDS

export const FEATURE_KIND_NAMES = Object.keys(FEATURE_KINDS) as [FeatureKindName, ...FeatureKindName[]]
