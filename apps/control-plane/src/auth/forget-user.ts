import type { Tx } from '../db/index.ts'

/**
 * Forgets a person's sign-in: sessions, wallets, passkeys, and links that wait in a mailbox. An admin's place among
 * the admins stays.
 */
export async function forgetUser(tx: Tx, userId: string): Promise<void> {
  const user = await tx
    .deleteFrom('auth_users')
    .where('id', '=', userId)
    .returning('email')
    .executeTakeFirst()
  if (user) await tx.deleteFrom('auth_verifications').where('identifier', '=', user.email).execute()
}
