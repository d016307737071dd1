import { getApplication } from '../applications/index.ts'
import type { Tx } from '../db/index.ts'

/** Whom to write to about the nodes of an application. */
export interface Contact {
  readonly email: string
  readonly name: string | undefined
}

/** @throws {@link NoAddressError} once the address was erased. */
export async function getContact(tx: Tx, applicationId: number): Promise<Contact> {
  const contact = await findContact(tx, applicationId)
  if (!contact) throw new NoAddressError(applicationId)
  return contact
}

/** As {@link getContact}; undefined once the address was erased. */
export async function findContact(tx: Tx, applicationId: number): Promise<Contact | undefined> {
  const { email, name } = await getApplication(tx, applicationId)
  return email ? { email, name } : undefined
}

export class NoAddressError extends Error {
  override readonly name = 'NoAddressError'
  readonly kind = 'conflict'
  readonly code = 'credential.no-address'
  readonly applicationId: number

  constructor(applicationId: number) {
    super(`application ${applicationId} holds no e-mail address any more; nobody can be invited`)
    this.applicationId = applicationId
  }
}
