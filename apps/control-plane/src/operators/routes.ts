import { ROUTES } from '@noderr/protocol'
import type { FastifyPluginAsync } from 'fastify'
import type { Services } from '../context/index.ts'
import { anyone, serve } from '../http/index.ts'
import { answerWalletChange, getWalletChange } from './answer-wallet-change.ts'

/** `GET` and `POST /api/operators/wallet-change`. */
export function operatorRoutes(services: Services): FastifyPluginAsync {
  return async (app) => {
    serve(app, ROUTES.walletChange, anyone, ({ caller, query }) =>
      getWalletChange({ ...services, actor: caller }, query),
    )
    serve(app, ROUTES.answerWalletChange, anyone, ({ caller, body }) =>
      answerWalletChange({ ...services, actor: caller }, body),
    )
  }
}
