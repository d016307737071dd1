import type { ApiOutputs } from '../api/client.ts'

export type Reading = ApiOutputs['admin']['replayDelivery']

/** What came of a replay, in a sentence. */
export function inWords(deliveryId: string, { outcome, applicationId, effect }: Reading): string {
  if (effect === 'corrected') return `Application ${applicationId} has the answers as they are read now.`
  if (effect === 'unchanged')
    return `Delivery ${deliveryId} is read as before; application ${applicationId} stays.`
  if (effect === 'decided') return `Application ${applicationId} is decided already and stays as it is.`
  if (outcome === 'submitted') return `Delivery ${deliveryId} made application ${applicationId}.`
  if (outcome === 'discarded') return `Delivery ${deliveryId} is put aside.`
  if (outcome === 'unread') return `Delivery ${deliveryId} is unread still: no adapter knows its shape.`
  return `Delivery ${deliveryId} is read as ${outcome}.`
}

/** Bytes as people say them: "812 B", "1.4 KiB". */
export function sizeInWords(bytes: number): string {
  return bytes < 1_024 ? `${bytes} B` : `${(bytes / 1_024).toFixed(1)} KiB`
}
