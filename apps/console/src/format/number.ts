/** The thin space that groups thousands; it does not break. */
const GROUP = '\u202f'

/** A whole number with its thousands grouped: 1804 → "1 804". */
export function formatCount(value: number | bigint): string {
  return value.toString().replace(/\B(?=(\d{3})+$)/g, GROUP)
}

/** Basis points as a percentage: 9 871 → "98.71 %"; whole percentages lose their zeros. */
export function formatBps(bps: number): string {
  return `${trimZeros((bps / 100).toFixed(2))} %`
}

/** A log return or log range × 10⁹ as the percentage that it means: e^x − 1, signed when `signed`. */
export function formatLogE9(valueE9: number, signed: boolean): string {
  const percent = Math.expm1(valueE9 / 1e9) * 100
  const text = `${Math.abs(percent).toFixed(2)} %`
  if (percent < 0) return `−${text}`
  return signed ? `+${text}` : text
}

/** A price with as many decimals as its size asks for. */
export function formatPrice(price: number): string {
  const decimals = price >= 1_000 ? 1 : price >= 1 ? 2 : 6
  const [whole = '', fraction] = price.toFixed(decimals).split('.')
  return `${formatCount(BigInt(whole))}.${fraction}`
}

/** A price beside an axis, where its neighbours say how fine it need be: "21 500", "0.4312". */
export function formatAxisPrice(price: number): string {
  return price >= 1_000 ? formatCount(Math.round(price)) : formatPrice(price)
}

/** A latency: two significant digits below ten milliseconds, none after the point above. */
export function formatMs(ms: number): string {
  return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`
}

const PERFECT_SCORE = 200_000_000

/** A score on the scale 0 … 1, four decimals: what `packages/scoring` counts in units of 5·10⁻⁹. */
export function formatScore(score: number): string {
  return (score / PERFECT_SCORE).toFixed(4)
}

/** A difference of two scores on the scale of {@link formatScore}, with its sign. */
export function formatGain(gain: number): string {
  const text = (Math.abs(gain) / PERFECT_SCORE).toFixed(4)
  if (Number(text) === 0) return text
  return gain < 0 ? `−${text}` : `+${text}`
}

/** Wei as NODR with four decimals, cut and never rounded up: nobody is shown more than is paid. */
export function formatNodr(wei: bigint): string {
  const unit = 10n ** 18n
  const fraction = (wei % unit).toString().padStart(18, '0').slice(0, 4)
  return `${formatCount(wei / unit)}.${fraction}`
}

function trimZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}
