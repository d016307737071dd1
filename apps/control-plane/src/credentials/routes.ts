import { ROUTES } from '@noderr/protocol'
import type { FastifyPluginAsync } from 'fastify'
import type { Services } from '../context/index.ts'
import { anyone, serve } from '../http/index.ts'
import { claimCredential } from './claim-credential.ts'
import { previewClaim } from './preview-claim.ts'

/** `POST /api/credentials/claim/preview`, `POST /api/credentials/claim`. */
export function credentialRoutes(services: Services): FastifyPluginAsync {
  return async (app) => {
    serve(app, ROUTES.previewClaim, anyone, ({ caller, body }) =>
      previewClaim({ ...services, actor: caller }, body),
    )
    serve(app, ROUTES.claim, anyone, ({ caller, body, reply }) => {
      reply.header('cache-control', 'no-store')
      return claimCredential({ ...services, actor: caller }, body)
    })
  }
}
