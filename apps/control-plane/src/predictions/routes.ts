import { ROUTES } from '@noderr/protocol'
import type { FastifyPluginAsync } from 'fastify'
import type { Services } from '../context/index.ts'
import { anyone, serve } from '../http/index.ts'
import { sessionOf } from '../nodes/index.ts'
import { eventsOf } from './events.ts'
import { listRounds } from './list-rounds.ts'
import { submitPredictions } from './submit-predictions.ts'

/** `GET /api/rounds`, `POST /api/predictions`. */
export function predictionRoutes(services: Services): FastifyPluginAsync {
  return async (app) => {
    serve(app, ROUTES.rounds, anyone, async ({ query }) => ({
      rounds: await listRounds(services.db, query.after),
    }))
    serve(app, ROUTES.submitPredictions, sessionOf(services), async ({ caller, body }) => {
      const submitted = await submitPredictions(services, caller, body)
      for (const event of eventsOf(submitted, caller, services.network.clock)) services.announce(event)
      return submitted.answer
    })
  }
}
