import { createGunzip } from 'node:zlib'
import type { Route } from '@noderr/protocol'
import type { FastifyInstance, FastifyReply, FastifyRequest, RequestPayload } from 'fastify'
import type { z } from 'zod'
import { parseShape } from '../errors/index.ts'

type Parsed<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined

/** A request that was authenticated and parsed. */
export interface Call<R extends Route, Caller> {
  readonly caller: Caller
  readonly body: Parsed<R['body']>
  readonly query: Parsed<R['query']>
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

/** Finds out who calls, or throws an error of kind `unauthenticated`. */
export type Authenticate<Caller> = (request: FastifyRequest) => Promise<Caller>

/** For routes whose `auth` is `none`. */
export const anyone: Authenticate<{ readonly type: 'anonymous' }> = async () => ({ type: 'anonymous' })

const MINUTE_MS = 60_000

/**
 * Serves one route of the protocol: size limit, gzip, who calls, parse, one call, answer.
 *
 * @param answer - Calls one verb and shapes what the route promises.
 */
export function serve<R extends Route, Caller>(
  app: FastifyInstance,
  route: R,
  authenticate: Authenticate<Caller>,
  answer: (call: Call<R, Caller>) => Promise<z.output<R['answer']>>,
): void {
  const open = route.auth === 'none' && route.method === 'POST'
  app.route({
    method: route.method,
    url: route.path,
    ...(route.maxBytes > 0 ? { bodyLimit: route.maxBytes } : {}),
    config: { rateLimit: { max: open ? 120 : 6_000, timeWindow: MINUTE_MS } },
    preParsing: async (request, _reply, payload) => gunzipped(request, payload),
    handler: async (request, reply) => {
      const caller = await authenticate(request)
      const body = (route.body && parseShape(route.body, request.body)) as Parsed<R['body']>
      const query = (route.query && parseShape(route.query, request.query)) as Parsed<R['query']>
      return answer({ caller, body, query, request, reply })
    },
  })
}

/** Fastify holds the body limit against the unpacked bytes, and the content length against the packed ones. */
function gunzipped(request: FastifyRequest, payload: RequestPayload): RequestPayload {
  if (request.headers['content-encoding'] !== 'gzip') return payload
  const gunzip: RequestPayload & NodeJS.WritableStream = createGunzip()
  gunzip.receivedEncodedLength = 0
  payload.on('data', (chunk: Buffer) => {
    gunzip.receivedEncodedLength = (gunzip.receivedEncodedLength ?? 0) + chunk.length
  })
  gunzip.on('error', (error) => Object.assign(error, { statusCode: 400 }))
  payload.pipe(gunzip)
  return gunzip
}
