import type { Tx } from '../db/index.ts'
import type { Credential } from './credential.ts'
import { lockCredential } from './store.ts'

/** The credential, held until the transaction ends. @throws {@link CredentialUnknownError} */
export async function getForUpdate(tx: Tx, credentialId: number): Promise<Credential> {
  const credential = await lockCredential(tx, credentialId)
  if (!credential) throw new CredentialUnknownError(credentialId)
  return credential
}

export class CredentialUnknownError extends Error {
  override readonly name = 'CredentialUnknownError'
  readonly kind = 'not-found'
  readonly code = 'credential.unknown'
  readonly credentialId: number

  constructor(credentialId: number) {
    super(`there is no credential ${credentialId}; list them to find the right one`)
    this.credentialId = credentialId
  }
}
