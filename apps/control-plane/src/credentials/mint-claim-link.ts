import { type Bytes32, bytes32Schema } from '@noderr/protocol'
import { bytesToHex } from 'viem'
import { keyedHash, mintToken } from '../auth/index.ts'
import type { Tx } from '../db/index.ts'
import type { KeyedContext } from './keyed-context.ts'
import { readLinkLife } from './settings.ts'
import { insertClaim, lockCredential, withdrawLinks } from './store.ts'

/** A one-time link with its token in the fragment: for its operator's eyes, and never for a table or a log. */
export interface MintedLink {
  readonly claimId: Bytes32
  readonly claimLink: string
  readonly expiresAt: Date
}

/**
 * Mints a claim link and ends the ones before it, in the same transaction: of one credential one link lives. Only the
 * keyed hash of its token is kept. The caller audits it.
 */
export async function mintClaimLink(
  tx: Tx,
  ctx: Pick<KeyedContext, 'clock' | 'randomBytes' | 'secrets' | 'config'>,
  credentialId: number,
): Promise<MintedLink> {
  const token = mintToken(ctx.randomBytes)
  const claimId = bytes32Schema.parse(bytesToHex(ctx.randomBytes(32)))
  const now = new Date(ctx.clock.now())
  const expiresAt = new Date(now.getTime() + (await readLinkLife(tx)))
  await lockCredential(tx, credentialId)
  await withdrawLinks(tx, credentialId, now)
  const tokenHash = keyedHash(ctx.secrets.tokenPepper, token)
  await insertClaim(tx, { claimId, credentialId, tokenHash, mintedAt: now, expiresAt })
  return { claimId, claimLink: `${ctx.config.publicUrl}/claim#${token}`, expiresAt }
}
