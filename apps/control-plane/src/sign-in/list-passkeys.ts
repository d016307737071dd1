import type { SignedIn } from '../auth/index.ts'
import type { Context } from '../context/index.ts'
import type { Passkey } from './passkey.ts'
import { selectPasskeys } from './store.ts'

/** A passkey as its owner sees it. */
export type PasskeyView = Pick<Passkey, 'id' | 'name' | 'createdAt' | 'lastUsedAt'>

/** One's own passkeys, oldest first. */
export async function listPasskeys(ctx: Context, { userId }: SignedIn): Promise<readonly PasskeyView[]> {
  const passkeys = await selectPasskeys(ctx.db, userId)
  return passkeys.map(({ id, name, createdAt, lastUsedAt }) => ({ id, name, createdAt, lastUsedAt }))
}
