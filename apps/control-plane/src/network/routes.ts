import { ROUTES } from '@noderr/protocol'
import type { FastifyPluginAsync } from 'fastify'
import type { Services } from '../context/index.ts'
import { anyone, serve } from '../http/index.ts'
import { describeNetwork } from './describe-network.ts'
import { readSoftwareVersion } from './software-version.ts'

/** `GET /api/network`. */
export function networkRoutes({ network }: Services): FastifyPluginAsync {
  const version = readSoftwareVersion()
  return async (app) => {
    serve(app, ROUTES.network, anyone, async () => describeNetwork(network, version))
  }
}
