import { type ArtifactStore, artifactKey, type ByteRange, digestOf, metadataKey } from '@noderr/releases'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { z } from 'zod'
import { parseInput } from '../errors/index.ts'
import { readRange } from './byte-range.ts'

/** Nothing of the store but these files can be asked for. */
const METADATA_FILE =
  /^(timestamp|[0-9]{1,15}\.(root|targets|snapshot|tier-[a-z]{1,16})|[0-9a-f]{64}\.network)\.json$/
const archiveParams = z.object({
  modelId: z.string().regex(/^[a-z0-9-]{1,128}$/),
  version: z.string().regex(/^[0-9]+\.[0-9]+\.[0-9]+[0-9A-Za-z.-]{0,64}$/),
})
const FOR_EVER = 'public, max-age=31536000, immutable'

/** `GET /api/tuf/metadata/{file}` and `GET /artifacts/models/{modelId}/{version}/model.tar.gz`, with ETag and Range. */
export function serveArtifacts(
  app: FastifyInstance,
  store: ArtifactStore,
  onDownload: (modelId: string, version: string) => Promise<void>,
): void {
  app.get<{ Params: { file: string } }>('/api/tuf/metadata/:file', async ({ params, headers }, reply) => {
    const bytes = METADATA_FILE.test(params.file) ? await store.find(metadataKey(params.file)) : undefined
    if (!bytes) throw new ArtifactNotFoundError(params.file)
    const etag = `"${digestOf(bytes)}"`
    reply.headers({ etag, 'cache-control': params.file === 'timestamp.json' ? 'no-cache' : FOR_EVER })
    if (headers['if-none-match'] === etag) return reply.code(304).send()
    return reply.type('application/json').send(Buffer.from(bytes))
  })
  app.get('/artifacts/models/:modelId/:version/model.tar.gz', async ({ params, headers }, reply) => {
    const { modelId, version } = parseInput(archiveParams, params)
    const key = artifactKey(modelId, version)
    const length = await store.findLength(key)
    if (length === undefined) throw new ArtifactNotFoundError(key)
    // A version is published once, so name and length tell its bytes.
    const etag = `"${modelId}-${version}-${length}"`
    reply.headers({ etag, 'cache-control': FOR_EVER, 'accept-ranges': 'bytes' })
    if (headers['if-none-match'] === etag) return reply.code(304).send()
    const range = readRange(headers, etag, length)
    if (range === 'unsatisfiable') return reply.code(416).header('content-range', `bytes */${length}`).send()
    if (!range || range.start === 0) await onDownload(modelId, version)
    return sendArchive(reply, store, { key, length }, range)
  })
}

function sendArchive(
  reply: FastifyReply,
  store: ArtifactStore,
  { key, length }: { readonly key: string; readonly length: number },
  range: ByteRange | undefined,
): FastifyReply {
  reply.type('application/gzip')
  if (!range) return reply.header('content-length', length).send(store.openStream(key))
  reply.header('content-range', `bytes ${range.start}-${range.end}/${length}`)
  reply.header('content-length', range.end - range.start + 1)
  return reply.code(206).send(store.openStream(key, range))
}

export class ArtifactNotFoundError extends Error {
  override readonly name = 'ArtifactNotFoundError'
  readonly kind = 'not-found'
  readonly code = 'artifact.not-found'
  readonly file: string

  constructor(file: string) {
    super(`the artifact store has no ${file.slice(0, 200)}`)
    this.file = file
  }
}
