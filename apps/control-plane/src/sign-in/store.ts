import type { Db, Tx } from '../db/index.ts'
import type { Passkey } from './passkey.ts'

/** @param userId - Who registers a passkey; undefined for whoever signs in by one. */
export async function insertChallenge(
  db: Db,
  challenge: { readonly hash: string; readonly userId: string | undefined; readonly expiresAt: Date },
): Promise<void> {
  await db
    .insertInto('auth_challenges')
    .values({
      challenge_hash: challenge.hash,
      user_id: challenge.userId ?? null,
      expires_at: challenge.expiresAt,
    })
    .execute()
}

/** Uses a challenge up, whatever comes of the answer. @returns Whether it was open, and asked of this person. */
export async function takeChallenge(
  db: Db,
  hash: string,
  userId: string | undefined,
  now: Date,
): Promise<boolean> {
  const row = await db
    .deleteFrom('auth_challenges')
    .where('challenge_hash', '=', hash)
    .returning(['user_id', 'expires_at'])
    .executeTakeFirst()
  return row !== undefined && row.expires_at > now && row.user_id === (userId ?? null)
}

export async function selectPasskeys(db: Db | Tx, userId: string): Promise<readonly Passkey[]> {
  const rows = await allPasskeys(db).where('user_id', '=', userId).orderBy('created_at').execute()
  return rows.map(toPasskey)
}

export async function findPasskey(db: Db, id: string): Promise<Passkey | undefined> {
  const row = await allPasskeys(db).where('id', '=', id).executeTakeFirst()
  return row && toPasskey(row)
}

/** @returns Whether it was new: an authenticator's key belongs to one person. */
export async function insertPasskey(tx: Tx, passkey: Omit<Passkey, 'lastUsedAt'>): Promise<boolean> {
  const row = await tx
    .insertInto('auth_passkeys')
    .values({
      id: passkey.id,
      user_id: passkey.userId,
      name: passkey.name,
      public_key: Buffer.from(passkey.publicKey),
      counter: String(passkey.counter),
      transports: [...passkey.transports],
      created_at: passkey.createdAt,
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

export async function notePasskeyUse(db: Db, id: string, counter: number, at: Date): Promise<void> {
  await db
    .updateTable('auth_passkeys')
    .set({ counter: String(counter), last_used_at: at })
    .where('id', '=', id)
    .execute()
}

/** @returns Whether it was there and this person's. */
export async function deletePasskey(tx: Tx, userId: string, id: string): Promise<boolean> {
  const result = await tx
    .deleteFrom('auth_passkeys')
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .executeTakeFirst()
  return result.numDeletedRows > 0n
}

function allPasskeys(db: Db | Tx) {
  return db.selectFrom('auth_passkeys').selectAll()
}

function toPasskey(row: {
  readonly id: string
  readonly user_id: string
  readonly name: string
  readonly public_key: Buffer
  readonly counter: string
  readonly transports: readonly string[]
  readonly created_at: Date
  readonly last_used_at: Date | null
}): Passkey {
  return {
    id: row.id,
    userId: row.user_id,
    name: row.name,
    publicKey: new Uint8Array(row.public_key),
    counter: Number(row.counter),
    transports: row.transports,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at ?? undefined,
  }
}
