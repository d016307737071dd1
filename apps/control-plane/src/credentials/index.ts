export {
  type ApiKeyHolder,
  ApiKeyRefusedError,
  authenticateApiKey,
  credentialOf,
} from './authenticate-api-key.ts'
export { ClaimNotGenuineError, claimCredential } from './claim-credential.ts'
export { createCredential } from './create-credential.ts'
export { type Credential, CredentialRevokedError } from './credential.ts'
export { type GeneratedCredentials, generateCredentials } from './credential-generator.ts'
export { fillInvite, INVITE } from './invite.ts'
export { inviteOperator } from './invite-operator.ts'
export type { KeyedContext } from './keyed-context.ts'
export { listCredentials } from './list-credentials.ts'
export { previewClaim } from './preview-claim.ts'
export { revokeCredential } from './revoke-credential.ts'
export { credentialsRouter } from './router.ts'
export { credentialRoutes } from './routes.ts'
