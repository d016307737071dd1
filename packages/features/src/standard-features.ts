import type { FeatureDefinition } from './feature-schema.ts'

const spans = [1, 2, 3, 6, 12, 24, 72]

/**
 * The features that the reference models on one-hour candles start from; a schema may take any subset.
 *
 * They need 169 candles: choose `warmupCandles` of at least that.
 */
export const STANDARD_FEATURES: readonly FeatureDefinition[] = [
  ...spans.map((span) => feature(`return_${span}`, 'log-return', { span })),
  feature('band_position_168', 'band-position', { window: 168 }),
  feature('close_location_3', 'close-location', { window: 3 }),
  feature('close_location_24', 'close-location', { window: 24 }),
  ...[6, 24, 168].map((window) => feature(`volatility_${window}`, 'realised-volatility', { window })),
  feature('range_1', 'log-range', { window: 1 }),
  ...[3, 6, 24, 168].map((window) => feature(`range_${window}`, 'log-range', { window })),
  ...[3, 6, 24, 168].map((window) => feature(`log_range_${window}`, 'log-of-range', { window })),
  feature('seasonal_range_24_7', 'seasonal-range', { period: 24, cycles: 7 }),
  ...[6, 24].map((window) => feature(`garman_klass_${window}`, 'garman-klass', { window })),
  feature('rsi_14', 'rsi', { period: 14 }),
  ...[12, 26, 50, 100].map((period) => feature(`ema_ratio_${period}`, 'ema-ratio', { period })),
  feature('macd_line', 'macd-line', { fast: 12, slow: 26, signal: 9 }),
  feature('macd_histogram', 'macd-histogram', { fast: 12, slow: 26, signal: 9 }),
  feature('atr_14', 'atr', { period: 14 }),
  feature('bollinger_position_20', 'bollinger-position', { period: 20, deviations: 2 }),
  feature('bollinger_width_20', 'bollinger-width', { period: 20, deviations: 2 }),
  feature('adx_14', 'adx', { period: 14 }),
  feature('directional_balance_14', 'directional-balance', { period: 14 }),
  feature('aroon_25', 'aroon', { period: 25 }),
  feature('stochastic_k_14', 'stochastic-k', { period: 14, smoothing: 3, signal: 3 }),
  feature('stochastic_d_14', 'stochastic-d', { period: 14, smoothing: 3, signal: 3 }),
  feature('obv_slope_24', 'obv-slope', { window: 24 }),
  feature('volume_z_score_24', 'volume-z-score', { window: 24 }),
  feature('volume_ratio_3_72', 'volume-ratio', { fast: 3, slow: 72 }),
  feature('vwap_distance_24', 'vwap-distance', { window: 24 }),
  feature('day_sin', 'time-of-day', { coordinate: 'sin' }),
  feature('day_cos', 'time-of-day', { coordinate: 'cos' }),
  feature('week_sin', 'time-of-week', { coordinate: 'sin' }),
  feature('week_cos', 'time-of-week', { coordinate: 'cos' }),
]

function feature(
  name: string,
  kind: FeatureDefinition['kind'],
  parameters: FeatureDefinition['parameters'],
): FeatureDefinition {
  return { name, kind, parameters }
}
