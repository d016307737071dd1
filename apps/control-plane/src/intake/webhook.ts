import { PATHS } from '@noderr/protocol'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Services } from '../context/index.ts'
import { problem } from '../errors/index.ts'
import type { IntakeContext } from './intake-context.ts'
import { type Reading, readDelivery } from './read-delivery.ts'
import { receiveDelivery } from './receive-delivery.ts'

const MAX_BYTES = 1_024 * 1_024
const MINUTE_MS = 60_000
/** Three times the thousand submissions a minute that we promise to take (docs/PERFORMANCE.md). */
const MAX_PER_MINUTE = 3_000
/** `POST /api/typeform/webhook`. Answers 200 once the delivery is durable, whatever it says. */
export function intakeRoutes(services: Services): FastifyPluginAsync {
  const { log, config } = services
  if (config.typeform.secrets.length > 0 && config.typeform.formIds.length === 0) {
    log.info('TYPEFORM_FORM_IDS is not set: deliveries of any form are taken')
  }
  const ctx: IntakeContext = { ...services, actor: { type: 'webhook', source: 'typeform' } }
  const webhook: FastifyPluginAsync = async (app) => {
    // The signature covers the raw bytes, so nothing may parse them first, whatever they call themselves.
    app.addHook('onRequest', async ({ raw }) => {
      raw.headers['content-type'] = 'application/octet-stream'
    })
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
    // With whatever hangs behind the address: a slash too many loses no delivery.
    for (const url of ['', '/*']) {
      app.post(
        url,
        { bodyLimit: MAX_BYTES, config: { rateLimit: { max: MAX_PER_MINUTE, timeWindow: MINUTE_MS } } },
        async (request) => {
          const id = await receiveDelivery(ctx, bodyOf(request), signatureOf(request))
          return { outcome: await readNow(services, ctx, id) }
        },
      )
      // Else the files of the page would answer it.
      app.get(url, refuseMethod)
    }
    app.setNotFoundHandler(refuseMethod)
  }
  return async (app) => void (await app.register(webhook, { prefix: PATHS.typeformWebhook }))
}

/** Typeform switches a webhook off for good when it is answered 404 or 410. */
async function refuseMethod(_request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const answer = problem(405, 'Method not allowed', 'webhook.post-only', 'deliveries come by POST')
  return reply.code(405).header('allow', 'POST').type('application/problem+json').send(answer)
}

async function readNow({ log }: Services, ctx: IntakeContext, id: string): Promise<string> {
  try {
    const reading = await readDelivery(ctx, id)
    if (reading) warnOfShape({ log }, id, reading)
    return reading?.outcome ?? 'duplicate'
  } catch (error) {
    log.error({ err: error, delivery: id }, 'a kept delivery could not be read; a job tries again')
    return 'kept'
  }
}

/** Once per shape: somebody has to write an adapter (docs/runbooks/typeform.md). Nothing of the content is told. */
export function warnOfShape({ log }: Pick<Services, 'log'>, delivery: string, { newShape }: Reading): void {
  if (newShape)
    log.warn({ delivery, shape: newShape }, 'no adapter knows the shape of a delivery; it is kept unread')
}

function bodyOf({ body }: FastifyRequest): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0)
}

function signatureOf({ headers }: FastifyRequest): string | undefined {
  const header = headers['typeform-signature']
  return typeof header === 'string' ? header : undefined
}
