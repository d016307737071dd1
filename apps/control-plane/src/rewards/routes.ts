import { ROUTES } from '@noderr/protocol'
import type { FastifyPluginAsync } from 'fastify'
import type { Services } from '../context/index.ts'
import { anyone, serve } from '../http/index.ts'
import { getEpoch, listEpochs } from './list-epochs.ts'

/** `GET /api/epochs`, `GET /api/epochs/statement?epoch=`. */
export function rewardRoutes({ db }: Services): FastifyPluginAsync {
  return async (app) => {
    serve(app, ROUTES.epochs, anyone, async () => ({ epochs: await listEpochs(db) }))
    serve(app, ROUTES.epoch, anyone, ({ query }) => getEpoch(db, query.epoch))
  }
}
