import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyRateLimit from '@fastify/rate-limit'
import fastifyStatic from '@fastify/static'
import { type CreateFastifyContextOptions, fastifyTRPCPlugin } from '@trpc/server/adapters/fastify'
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import { requireOwnOrigin, TooManyAttemptsError } from './auth/index.ts'
import type { Services } from './context/index.ts'
import { isReachable } from './db/index.ts'
import { problem, toProblem } from './errors/index.ts'
import { openApiDocument } from './http/index.ts'
import { ROUTES_OF_ROOMS } from './rooms.ts'
import { appRouter } from './router.ts'
import { trpcContext } from './trpc.ts'

const CONSOLE = join(import.meta.dirname, '../../console/dist')
const MINUTE_MS = 60_000
const KIB = 1_024

/** On every answer, unless its route has set a header of its own. */
const SECURITY_HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const

/** The whole HTTP server, not yet listening. */
export async function buildApi(services: Services): Promise<FastifyInstance> {
  const loggerInstance: FastifyBaseLogger = services.log
  const app = fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: 64 * KIB,
    // What the proxy itself has added is the last of the list; whatever stands before it the client wrote.
    trustProxy: services.config.trustProxy ? (_address, hop) => hop === 0 : false,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 512 },
  })
  const headers = {
    ...SECURITY_HEADERS,
    ...(services.config.publicUrl.startsWith('https:')
      ? { 'strict-transport-security': 'max-age=31536000' }
      : {}),
  }
  app.addHook('onSend', async (request, reply) => {
    for (const [name, value] of Object.entries(headers)) if (!reply.hasHeader(name)) reply.header(name, value)
    if (request.url.startsWith('/trpc/')) reply.header('cache-control', 'no-store')
  })
  answerErrors(app)
  refuseForeignPages(app, services)
  await app.register(fastifyRateLimit, { max: 3_000, timeWindow: MINUTE_MS })
  statusRoutes(app, services)
  await app.register(fastifyTRPCPlugin, {
    prefix: '/trpc',
    trpcOptions: {
      router: appRouter,
      // Hundreds of calls in one request would count as one.
      allowBatching: false,
      createContext: ({ req }: CreateFastifyContextOptions) => trpcContext(services, req),
      onError: ({ error, path }: { error: Error & { code: string }; path?: string | undefined }) => {
        if (error.code === 'INTERNAL_SERVER_ERROR')
          services.log.error({ err: error, path }, 'procedure failed')
      },
    },
  })
  for (const routes of ROUTES_OF_ROOMS) await app.register(routes(services))
  await servePage(app)
  return app
}

/** Another site's page can have a browser send forms and plain text, with our cookie unless it is strict. */
function refuseForeignPages(app: FastifyInstance, services: Services): void {
  app.addHook('onRequest', async (request) => {
    if (['GET', 'HEAD', 'OPTIONS'].includes(request.method)) return
    requireOwnOrigin(services, request)
    const isJson = /^application\/json\b/i.test(request.headers['content-type'] ?? '')
    if (request.url.startsWith('/trpc/') && !isJson) throw new NotJsonError()
  })
}

function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => {
    const answer = toProblem(error)
    if (answer.status === 500)
      request.log.error({ err: error, url: request.routeOptions.url }, 'request failed')
    if (error instanceof TooManyAttemptsError) reply.header('retry-after', error.retryAfterS)
    return reply.code(answer.status).type('application/problem+json').send(answer)
  })
}

function statusRoutes(app: FastifyInstance, { config, db }: Services): void {
  const document = openApiDocument(config.publicUrl)
  app.get('/healthz', async () => ({ status: 'alive' }))
  app.get('/readyz', async (_request, reply) => {
    const ready = await isReachable(db)
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'database unreachable' })
  })
  app.get('/openapi.json', async () => document)
}

/** The console where it was built; its own router takes every path that is no API's. */
async function servePage(app: FastifyInstance): Promise<void> {
  const built = existsSync(join(CONSOLE, 'index.html'))
  if (built) await app.register(fastifyStatic, { root: CONSOLE, wildcard: true })
  app.setNotFoundHandler((request, reply) => {
    const wantsPage = request.method === 'GET' && (request.headers.accept ?? '').includes('text/html')
    const ours = !/^\/(api|trpc|artifacts)\//.test(request.url)
    if (built && wantsPage && ours) return reply.sendFile('index.html')
    const answer = problem(
      404,
      'Not found',
      'http.404',
      `there is nothing at ${request.method} ${request.url.slice(0, 200)}`,
    )
    return reply.code(404).type('application/problem+json').send(answer)
  })
}

class NotJsonError extends Error {
  override readonly name = 'NotJsonError'
  readonly statusCode = 415
  readonly code = 'http.not-json'

  constructor() {
    super('procedures take application/json alone')
  }
}
