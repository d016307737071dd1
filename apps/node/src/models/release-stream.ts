import { PATHS } from '@noderr/protocol'
import { type BackOff, type Bell, pause } from '../back-off.ts'

/** An event that is longer is none of ours. */
const MAX_EVENT_BYTES = 64 * 1024

export interface ReleaseStreamOptions {
  readonly origin: string
  readonly fetch: typeof globalThis.fetch
  readonly backOff: BackOff
  /** Rung for every message: what it says is not believed, the channel is read instead. */
  readonly bell: Bell
}

/** Listens to the control plane's push of new releases until the signal is aborted; polling goes on beside it. */
export async function listenForReleases(options: ReleaseStreamOptions, signal: AbortSignal): Promise<void> {
  const { origin, fetch, backOff, bell } = options
  while (!signal.aborted) {
    try {
      const headers = { accept: 'text/event-stream' }
      const response = await fetch(origin + PATHS.modelStream, { headers, signal, redirect: 'error' })
      if (response.ok && response.body) {
        backOff.reset()
        for await (const event of eventsIn(response.body)) if (event === 'release') bell.ring()
      } else await response.body?.cancel()
    } catch {
      // The stream is a hint only; polling finds whatever it misses.
    }
    if (!signal.aborted) await pause(backOff.next(), signal)
  }
}

/** The names of the events of a `text/event-stream` body, as each is complete. */
async function* eventsIn(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let open = ''
  for await (const chunk of body) {
    open += decoder.decode(chunk, { stream: true }).replaceAll('\r', '')
    const blocks = open.split('\n\n')
    open = blocks.pop() ?? ''
    if (open.length > MAX_EVENT_BYTES) return
    for (const block of blocks) {
      const name = block.split('\n').find((line) => line.startsWith('event:'))
      if (name) yield name.slice('event:'.length).trim()
    }
  }
}
