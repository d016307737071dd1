import { formatGain } from '../format/number.ts'
import type { LiveScore } from './live/network-live.ts'

/** What the figures of one node say, in words; `better` and `worse` only when the interval leaves zero out. */
export interface ScoreVerdict {
  readonly says: 'better' | 'worse' | 'nothing'
  readonly text: string
}

/**
 * Reads a score beside climatology: the base rate that everybody knew beforehand.
 *
 * An interval that holds zero is no skill, whatever the mean; of direction it is said that this was to be expected.
 */
export function verdictOf(score: LiveScore): ScoreVerdict {
  const { gainInterval, kind } = score
  if (!gainInterval)
    return { says: 'nothing', text: 'Too few settled rounds for an interval: nothing can be said yet.' }
  const [low, high] = gainInterval
  const persistence =
    score.persistence !== null && score.persistence > score.meanScore
      ? ' Persistence alone scores higher.'
      : ''
  const interval = `95 % interval ${formatGain(low)} … ${formatGain(high)}`
  if (low > 0) return { says: 'better', text: `Better than climatology: ${interval}.${persistence}` }
  if (high < 0) return { says: 'worse', text: `Worse than climatology: ${interval}.${persistence}` }
  const expected = kind === 'direction' ? ' The next direction can hardly be known.' : ''
  return { says: 'nothing', text: `No skill to see: the ${interval} includes zero.${expected}${persistence}` }
}
