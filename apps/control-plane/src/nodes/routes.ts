import { ROUTES } from '@noderr/protocol'
import type { FastifyPluginAsync } from 'fastify'
import { contextFor, type Services } from '../context/index.ts'
import { credentialOf } from '../credentials/index.ts'
import { anyone, serve } from '../http/index.ts'
import { describeNetwork, readSoftwareVersion } from '../network/index.ts'
import { sessionOf } from './authenticate-session.ts'
import { enrollNode } from './enroll-node.ts'
import { getNodeConfig } from './get-node-config.ts'
import { openSession } from './open-session.ts'
import { recordHeartbeat } from './record-heartbeat.ts'
import { revokeDelegation } from './revoke-delegation.ts'

/** `/api/nodes`: `POST enroll`, `POST session`, `POST heartbeat`, `POST revoke-key`, `GET config`. */
export function nodeRoutes(services: Services): FastifyPluginAsync {
  const network = describeNetwork(services.network, readSoftwareVersion())
  const contextOf = ({ nodeId }: { readonly nodeId: string }) =>
    contextFor(services, { type: 'node', nodeId })
  return async (app) => {
    serve(app, ROUTES.enrolNode, credentialOf(services), ({ caller, body }) =>
      enrollNode({ ...services, ...contextOf(caller) }, caller, body),
    )
    serve(app, ROUTES.openSession, anyone, ({ caller, body, reply }) => {
      reply.header('cache-control', 'no-store')
      return openSession({ ...services, actor: caller }, body)
    })
    serve(app, ROUTES.revokeKey, anyone, ({ caller, body }) =>
      revokeDelegation({ ...services, actor: caller }, body),
    )
    serve(app, ROUTES.heartbeat, sessionOf(services), ({ caller, body }) =>
      recordHeartbeat(contextOf(caller), services.network.clock, caller, body),
    )
    serve(app, ROUTES.nodeConfig, credentialOf(services), ({ caller }) =>
      getNodeConfig(services, network, caller),
    )
  }
}
