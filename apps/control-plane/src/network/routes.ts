import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROUTES } from '@noderr/protocol'
import type { FastifyPluginAsync } from 'fastify'
import { z } from 'zod'
import type { Services } from '../context/index.ts'
import { anyone, serve } from '../http/index.ts'
import { describeNetwork } from './describe-network.ts'

const PACKAGE = join(import.meta.dirname, '../../package.json')

/** `GET /api/network`. */
export function networkRoutes({ network }: Services): FastifyPluginAsync {
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(PACKAGE, 'utf8')))
  return async (app) => {
    serve(app, ROUTES.network, anyone, async () => describeNetwork(network, version))
  }
}
