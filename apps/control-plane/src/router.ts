import { applicantRouter, erasureRouter } from './applicants/index.ts'
import { auditingRouter } from './auditing/index.ts'
import { createCredential, credentialsRouter, operatorRouter } from './credentials/index.ts'
import { intakeRouter } from './intake/index.ts'
import { networkRouter } from './live/index.ts'
import { mailroomRouter } from './mailroom/index.ts'
import { modelRouter } from './models/index.ts'
import { nodesRouter } from './nodes/index.ts'
import { operatorsRouter } from './operators/index.ts'
import { policiesRouter } from './policies/index.ts'
import { reviewsRouter } from './reviews/index.ts'
import { accountRouter, adminsRouter } from './sign-in/index.ts'
import { mergeRouters, router } from './trpc.ts'

/** The console's API. Each room brings its own routers; `admin` merges the rooms' admin parts. */
export const appRouter = router({
  account: accountRouter,
  admin: mergeRouters(
    adminsRouter,
    reviewsRouter(createCredential),
    credentialsRouter,
    nodesRouter,
    operatorsRouter,
    mailroomRouter,
    intakeRouter,
    auditingRouter,
    policiesRouter,
    erasureRouter,
  ),
  applicant: applicantRouter,
  model: modelRouter,
  network: networkRouter,
  operator: operatorRouter,
})

export type AppRouter = typeof appRouter
