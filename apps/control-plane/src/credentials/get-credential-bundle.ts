import type { OpenBundle } from '@noderr/protocol'
import { z } from 'zod'
import { audit } from '../audit/index.ts'
import { requirePermission } from '../auth/index.ts'
import { inTransaction } from '../db/index.ts'
import { parseInput } from '../errors/index.ts'
import type { Client } from './client.ts'
import { requireNotRevoked } from './credential.ts'
import { type DownloadType, insertDownloads } from './download-store.ts'
import { getForUpdate } from './get-for-update.ts'
import type { KeyedContext } from './keyed-context.ts'
import { openBundle } from './open-bundle.ts'

export const getCredentialBundleSchema = z.object({
  credentialId: z.number().int().positive().max(2_147_483_647),
})

/** What the files of a bundle are recorded as: `node.env`, `docker-compose.yml`, `noderr-node.service`. */
export const BUNDLE_DOWNLOADS: readonly DownloadType[] = ['config', 'docker-compose', 'installer']

/**
 * Gives support the bundle of a credential without its secret, for an operator who has lost the files; recorded as a
 * download and audited.
 *
 * @throws {@link NotAllowedError}, {@link CredentialUnknownError}, {@link CredentialRevokedError},
 * {@link ChannelNotInitialisedError}.
 */
export async function getCredentialBundle(
  ctx: KeyedContext,
  input: z.input<typeof getCredentialBundleSchema>,
  client?: Client,
): Promise<OpenBundle> {
  requirePermission(ctx, 'credentials.invite')
  const { credentialId } = parseInput(getCredentialBundleSchema, input)
  return inTransaction(ctx.db, async (tx) => {
    const credential = await getForUpdate(tx, credentialId)
    requireNotRevoked(credential)
    const bundle = await openBundle(ctx, credential)
    const at = new Date(ctx.clock.now())
    await insertDownloads(tx, credential, {
      types: BUNDLE_DOWNLOADS,
      url: '/trpc/admin.getCredentialBundle',
      at,
      client,
    })
    await audit(tx, ctx, {
      action: 'credential.bundle-downloaded',
      subject: `credential:${credentialId}`,
      details: { nodeId: credential.nodeId },
    })
    return bundle
  })
}
