import type { Db } from '../db/index.ts'
import type { OwnApplication } from './ownership.ts'
import type { Proven } from './person.ts'
import { findOwnApplications } from './store.ts'

/**
 * The application of this public id, if it is theirs.
 *
 * @throws {@link NoSuchApplicationError} for another's as for none: who guesses ids learns nothing.
 */
export async function getOwnApplication(db: Db, proven: Proven, publicId: string): Promise<OwnApplication> {
  const [own] = await findOwnApplications(db, proven, publicId)
  if (!own) throw new NoSuchApplicationError()
  return own
}

export class NoSuchApplicationError extends Error {
  override readonly name = 'NoSuchApplicationError'
  readonly kind = 'not-found'
  readonly code = 'applicant.no-such-application'

  constructor() {
    super('you have no such application; sign in with the wallet or the mail address that it names')
  }
}
