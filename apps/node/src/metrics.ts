/** What a node counts while it runs; in memory, shown by `status` and the heartbeat. */
export interface Metrics {
  ticks: number
  predictions: number
  abstentions: number
  /** Candles that came while the line was still busy with the one before. */
  droppedCandles: number
  /** Candles that came too late to be predicted on: taken into the history only. */
  staleCandles: number
  /** Candles that repeat, go back, or are no candles. */
  refusedCandles: number
  receipts: number
  late: number
  refused: number
  telemetryDropped: number
  sendFailures: number
  releaseFailures: number
}

export function createMetrics(): Metrics {
  return {
    ticks: 0,
    predictions: 0,
    abstentions: 0,
    droppedCandles: 0,
    staleCandles: 0,
    refusedCandles: 0,
    receipts: 0,
    late: 0,
    refused: 0,
    telemetryDropped: 0,
    sendFailures: 0,
    releaseFailures: 0,
  }
}
