import { ROUTES } from '@noderr/protocol'
import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import type { Services } from '../context/index.ts'
import { anyone, serve } from '../http/index.ts'
import { claimCredential } from './claim-credential.ts'
import type { Client } from './client.ts'
import { previewClaim } from './preview-claim.ts'
import { rotateSecret } from './rotate-secret.ts'

/** `POST /api/credentials/claim/preview`, `POST /api/credentials/claim`, `POST /api/credentials/rotate`. */
export function credentialRoutes(services: Services): FastifyPluginAsync {
  return async (app) => {
    serve(app, ROUTES.previewClaim, anyone, ({ caller, body }) =>
      previewClaim({ ...services, actor: caller }, body),
    )
    serve(app, ROUTES.claim, anyone, ({ caller, body, request, reply }) => {
      reply.header('cache-control', 'no-store')
      return claimCredential({ ...services, actor: caller }, body, clientOf(request))
    })
    serve(app, ROUTES.rotateSecret, anyone, ({ caller, body, request, reply }) => {
      reply.header('cache-control', 'no-store')
      return rotateSecret({ ...services, actor: caller }, body, clientOf(request))
    })
  }
}

function clientOf(request: FastifyRequest): Client {
  return { ipAddress: request.ip, userAgent: request.headers['user-agent'] }
}
