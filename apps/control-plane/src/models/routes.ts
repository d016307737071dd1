import { createHash } from 'node:crypto'
import { PATHS, ROUTES } from '@noderr/protocol'
import { FileArtifactStore } from '@noderr/releases'
import type { FastifyPluginAsync } from 'fastify'
import type { Services } from '../context/index.ts'
import { anyone, serve } from '../http/index.ts'
import { serveArtifacts } from './artifact-routes.ts'
import { beaconOf } from './beacon-of.ts'
import { countDownload } from './count-download.ts'
import { publisherOf } from './publisher-of.ts'
import { ReleaseFeed } from './release-feed.ts'
import { streamReleases } from './release-stream.ts'

const MOST_LISTENERS = 5_000

/** The catalogue, its stream, publication, and the bytes of the file-system store. */
export function modelRoutes(services: Services): FastifyPluginAsync {
  const { config } = services
  const beacon = beaconOf(services)
  return async (app) => {
    const feed = new ReleaseFeed(config.databaseUrl ?? '')
    app.addHook('onClose', () => feed.stop())
    serve(app, ROUTES.latestModel, anyone, async ({ query, request, reply }) => {
      const entry = await beacon.getLatestVersion(query.modelId, query.tier)
      const etag = `"${createHash('sha256').update(JSON.stringify(entry)).digest('hex')}"`
      reply.headers({ etag, 'cache-control': 'no-cache' })
      return request.headers['if-none-match'] === etag ? reply.code(304).send() : entry
    })
    serve(app, ROUTES.publishChannel, publisherOf(services), async ({ caller }) => {
      const { snapshotVersion, releases } = await beacon.publishChannel(caller)
      return { snapshotVersion, releases: [...releases] }
    })
    app.get(PATHS.modelStream, async (_request, reply) => {
      if (feed.listeners >= MOST_LISTENERS) throw new TooManyListenersError()
      reply.hijack()
      streamReleases(beacon, feed, reply.raw)
    })
    serveArtifacts(app, new FileArtifactStore(config.artifactStoreDir), (modelId, version) =>
      countDownload(services.db, modelId, version),
    )
  }
}

export class TooManyListenersError extends Error {
  override readonly name = 'TooManyListenersError'
  readonly kind = 'unavailable'
  readonly code = 'release-stream.full'

  constructor() {
    super(
      `this server streams to ${MOST_LISTENERS} listeners already; poll ${ROUTES.latestModel.path} instead`,
    )
  }
}
