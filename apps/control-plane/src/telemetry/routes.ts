import { ROUTES } from '@noderr/protocol'
import type { FastifyPluginAsync } from 'fastify'
import { contextFor, type Services } from '../context/index.ts'
import { credentialOf } from '../credentials/index.ts'
import { serve } from '../http/index.ts'
import { fileTelemetry } from './file-telemetry.ts'

/** `POST /api/telemetry`. */
export function telemetryRoutes(services: Services): FastifyPluginAsync {
  return async (app) => {
    serve(app, ROUTES.sendTelemetry, credentialOf(services), ({ caller, body }) =>
      fileTelemetry(contextFor(services, { type: 'node', nodeId: caller.nodeId }), body),
    )
  }
}
