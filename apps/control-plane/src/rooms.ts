import type { FastifyPluginAsync } from 'fastify'
import { applicantJobs, ERASURE, fillErasure } from './applicants/index.ts'
import { fillInformation, INFORMATION } from './applications/index.ts'
import type { Services } from './context/index.ts'
import { credentialJobs, credentialRoutes, fillInvite, INVITE } from './credentials/index.ts'
import { intakeJobs, intakeRoutes } from './intake/index.ts'
import type { Job } from './jobs/index.ts'
import { mailJobs } from './mail/index.ts'
import { mailroomRoutes } from './mailroom/index.ts'
import { modelJobs, modelRoutes } from './models/index.ts'
import { networkRoutes } from './network/index.ts'
import { nodeJobs, nodeRoutes } from './nodes/index.ts'
import { operatorJobs, operatorRoutes } from './operators/index.ts'
import { predictionRoutes } from './predictions/index.ts'
import { rewardJobs, rewardRoutes } from './rewards/index.ts'
import { scoreJobs } from './scores/index.ts'
import { fillSignIn, SIGN_IN, signInJobs, signInRoutes } from './sign-in/index.ts'
import { telemetryJobs, telemetryRoutes } from './telemetry/index.ts'

/** The ways in of every room over HTTP: add a room's `…Routes` here. */
export const ROUTES_OF_ROOMS: readonly ((services: Services) => FastifyPluginAsync)[] = [
  signInRoutes,
  intakeRoutes,
  mailroomRoutes,
  credentialRoutes,
  nodeRoutes,
  operatorRoutes,
  networkRoutes,
  modelRoutes,
  predictionRoutes,
  telemetryRoutes,
  rewardRoutes,
]

/** The jobs of every room: add a room's `…Jobs` here. */
export const JOBS_OF_ROOMS: readonly ((services: Services) => readonly Job[])[] = [
  intakeJobs,
  signInJobs,
  applicantJobs,
  credentialJobs,
  (services) =>
    mailJobs(services, {
      [INVITE]: fillInvite(services),
      [SIGN_IN]: fillSignIn(services),
      [INFORMATION]: fillInformation(services),
      [ERASURE]: fillErasure(services),
    }),
  nodeJobs,
  operatorJobs,
  telemetryJobs,
  modelJobs,
  scoreJobs,
  rewardJobs,
]
