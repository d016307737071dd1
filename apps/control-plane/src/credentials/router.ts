import { procedure, router } from '../trpc.ts'
import { inviteOperator, inviteOperatorSchema } from './invite-operator.ts'
import { listCredentials, listCredentialsSchema } from './list-credentials.ts'
import { revokeCredential, revokeCredentialSchema } from './revoke-credential.ts'

/** The credentials' part of the `admin` router. */
export const credentialsRouter = router({
  getCredentials: procedure
    .input(listCredentialsSchema)
    .query(({ ctx, input }) => listCredentials(ctx.ctx, input)),
  inviteOperator: procedure
    .input(inviteOperatorSchema)
    .mutation(({ ctx, input }) => inviteOperator(ctx.ctx, input)),
  revokeCredential: procedure
    .input(revokeCredentialSchema)
    .mutation(({ ctx, input }) => revokeCredential(ctx.ctx, input)),
})
