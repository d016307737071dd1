import { procedure, router } from '../trpc.ts'
import { addNode, addNodeSchema } from './add-node.ts'
import { extendGrace, extendGraceSchema } from './extend-grace.ts'
import { getCredentialBundle, getCredentialBundleSchema } from './get-credential-bundle.ts'
import {
  applicationIdSchema,
  credentialIdSchema,
  getDownloads,
  getGracePeriod,
  getOperatorCredentials,
  getOperatorCredentialsSchema,
  getOwnCredentials,
} from './get-operator-credentials.ts'
import { inviteOperator, inviteOperatorSchema } from './invite-operator.ts'
import { issueClaimLink, issueClaimLinkSchema } from './issue-claim-link.ts'
import { listCredentials, listCredentialsSchema } from './list-credentials.ts'
import { reissueCredential, reissueCredentialSchema } from './reissue-credential.ts'
import { revokeCredential, revokeCredentialSchema } from './revoke-credential.ts'

/** The credentials' part of the `admin` router. */
export const credentialsRouter = router({
  getCredentials: procedure
    .input(listCredentialsSchema)
    .query(({ ctx, input }) => listCredentials(ctx.ctx, input)),
  getOperatorCredentials: procedure
    .input(getOperatorCredentialsSchema)
    .query(({ ctx, input }) => getOperatorCredentials(ctx.ctx, input)),
  getCredentialDownloads: procedure
    .input(credentialIdSchema)
    .query(({ ctx, input }) => getDownloads(ctx.ctx, input)),
  getGracePeriod: procedure
    .input(applicationIdSchema)
    .query(({ ctx, input }) => getGracePeriod(ctx.ctx, input)),
  inviteOperator: procedure
    .input(inviteOperatorSchema)
    .mutation(({ ctx, input }) => inviteOperator(ctx.ctx, input)),
  issueClaimLink: procedure
    .input(issueClaimLinkSchema)
    .mutation(({ ctx, input }) => issueClaimLink({ ...ctx.services, ...ctx.ctx }, input)),
  /** A mutation, since it is recorded. */
  getCredentialBundle: procedure.input(getCredentialBundleSchema).mutation(({ ctx, input }) => {
    const client = { ipAddress: ctx.address, userAgent: ctx.userAgent }
    return getCredentialBundle({ ...ctx.services, ...ctx.ctx }, input, client)
  }),
  addNode: procedure.input(addNodeSchema).mutation(({ ctx, input }) => addNode(ctx.ctx, input)),
  reissueCredential: procedure
    .input(reissueCredentialSchema)
    .mutation(({ ctx, input }) => reissueCredential(ctx.ctx, input)),
  revokeOperatorCredentials: procedure
    .input(revokeCredentialSchema)
    .mutation(({ ctx, input }) => revokeCredential(ctx.ctx, input)),
  extendGrace: procedure.input(extendGraceSchema).mutation(({ ctx, input }) => extendGrace(ctx.ctx, input)),
})

/** What operators ask: the `operator` router. Who is signed in with the wallet sees and adds nodes. */
export const operatorRouter = router({
  /** What every signature of a wallet is bound to here. */
  getSigningTerms: procedure.query(({ ctx: { services } }) => ({
    origin: services.config.publicUrl,
    ...services.network.domain,
  })),
  getOwnCredentials: procedure.query(({ ctx }) => getOwnCredentials(ctx.ctx)),
  addNode: procedure.input(addNodeSchema).mutation(({ ctx, input }) => addNode(ctx.ctx, input)),
})
