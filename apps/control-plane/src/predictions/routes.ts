import { ROUTES } from '@noderr/protocol'
import type { FastifyPluginAsync } from 'fastify'
import type { Services } from '../context/index.ts'
import { anyone, serve } from '../http/index.ts'
import { listRounds } from './list-rounds.ts'

/** `GET /api/rounds`. */
export function predictionRoutes({ db }: Services): FastifyPluginAsync {
  return async (app) => {
    serve(app, ROUTES.rounds, anyone, async ({ query }) => ({ rounds: await listRounds(db, query.after) }))
  }
}
