import { PATHS } from '@noderr/protocol'
import type { FastifyPluginAsync } from 'fastify'
import { contextFor, type Services } from '../context/index.ts'
import { readDelivery, receiveDelivery } from './receive-delivery.ts'

const MAX_BYTES = 1_024 * 1_024
const MINUTE_MS = 60_000

/** `POST /api/typeform/webhook`. Answers 200 once the delivery is durable, whatever it says. */
export function intakeRoutes(services: Services): FastifyPluginAsync {
  const { log } = services
  const { typeform } = services.config
  if (typeform.secrets.length > 0 && typeform.formIds.length === 0) {
    log.info('TYPEFORM_FORM_IDS is not set: deliveries of any form are taken')
  }
  const ctx = contextFor(services, { type: 'webhook', source: 'typeform' })
  return async (app) => {
    // The signature covers the raw bytes, so nothing may parse them first.
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
    app.post(
      PATHS.typeformWebhook,
      { bodyLimit: MAX_BYTES, config: { rateLimit: { max: 600, timeWindow: MINUTE_MS } } },
      async (request) => {
        const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
        const header = request.headers['typeform-signature']
        const id = await receiveDelivery(ctx, typeform, body, typeof header === 'string' ? header : undefined)
        try {
          return { outcome: (await readDelivery(ctx, typeform, id)) ?? 'duplicate' }
        } catch (error) {
          log.error({ err: error, delivery: id }, 'a kept delivery could not be read; a job tries again')
          return { outcome: 'kept' }
        }
      },
    )
  }
}
