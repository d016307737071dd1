import type { ServerResponse } from 'node:http'
import type { ReleaseEvent } from '@noderr/protocol'
import type { ModelVersionBeacon } from './model-version-beacon.ts'
import type { ReleaseFeed } from './release-feed.ts'

const HEARTBEAT_MS = 15_000

/**
 * Writes the stream of releases (`text/event-stream`) until the other side leaves: first every active release, so that
 * nothing is missed whatever `Last-Event-ID` says, then each new one, and a comment now and then that keeps the line.
 */
export function streamReleases(
  beacon: ModelVersionBeacon,
  feed: ReleaseFeed,
  response: ServerResponse,
): void {
  response.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  })
  response.write('retry: 5000\n\n')
  const tell = (event: ReleaseEvent) => response.write(`event: release\ndata: ${JSON.stringify(event)}\n\n`)
  const tellAll = () =>
    beacon.listEvents().then(
      (events) => events.forEach(tell),
      () => response.end(),
    )
  const unsubscribe = feed.subscribe((heard) => void (heard === 'look-again' ? tellAll() : tell(heard)))
  const heartbeat = setInterval(() => response.write(': alive\n\n'), HEARTBEAT_MS)
  void tellAll()
  response.once('close', () => {
    clearInterval(heartbeat)
    unsubscribe()
  })
}
