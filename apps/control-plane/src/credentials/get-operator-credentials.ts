import { addressSchema } from '@noderr/protocol'
import { z } from 'zod'
import { requirePermission } from '../auth/index.ts'
import type { Context } from '../context/index.ts'
import { parseInput } from '../errors/index.ts'
import { type Credential, type CredentialState, stateOf } from './credential.ts'
import { type Download, listDownloads } from './download-store.ts'
import type { GracePeriod } from './grace-period.ts'
import { findGrace } from './grace-store.ts'
import { type CredentialWithLink, listOfOperator } from './store.ts'

export const getOperatorCredentialsSchema = z.union([
  z.strictObject({ applicationId: z.number().int().positive().max(2_147_483_647) }),
  z.strictObject({ operatorAddress: addressSchema }),
])

/** A credential as an admin sees it; never a hash, a link or a token. */
export interface CredentialView extends Credential {
  readonly state: CredentialState
  /** The claim link that can still be used. */
  readonly link: { readonly mintedAt: Date; readonly expiresAt: Date } | undefined
  /** Until when the secret before the last rotation is good. */
  readonly previousSecretUntil: Date | undefined
}

/**
 * The credentials of an application or of a wallet, newest first, at most a thousand.
 *
 * @throws {@link NotAllowedError}
 */
export async function getOperatorCredentials(
  ctx: Context,
  input: z.input<typeof getOperatorCredentialsSchema>,
): Promise<CredentialView[]> {
  requirePermission(ctx, 'credentials.read')
  const asked = parseInput(getOperatorCredentialsSchema, input)
  const whose = 'applicationId' in asked ? asked : { operator: asked.operatorAddress }
  return toViews(await listOfOperator(ctx.db, whose), ctx.clock.now())
}

/**
 * The credentials of the wallet that is signed in, newest first.
 *
 * @returns None for whoever has not proven a wallet.
 */
export async function getOwnCredentials(ctx: Context): Promise<CredentialView[]> {
  const { actor } = ctx
  if (actor.type !== 'person' || !actor.wallet) return []
  return toViews(await listOfOperator(ctx.db, { operator: actor.wallet }), ctx.clock.now())
}

const MOST_DOWNLOADS = 100
export const credentialIdSchema = z.object({ credentialId: z.number().int().positive().max(2_147_483_647) })
export const applicationIdSchema = z.object({ applicationId: z.number().int().positive().max(2_147_483_647) })

/** The newest downloads of a credential's files. @throws {@link NotAllowedError} */
export async function getDownloads(
  ctx: Context,
  input: z.input<typeof credentialIdSchema>,
): Promise<Download[]> {
  requirePermission(ctx, 'credentials.read')
  const { credentialId } = parseInput(credentialIdSchema, input)
  return listDownloads(ctx.db, credentialId, MOST_DOWNLOADS)
}

/** The grace period of an application; null when it was granted none. @throws {@link NotAllowedError} */
export async function getGracePeriod(
  ctx: Context,
  input: z.input<typeof applicationIdSchema>,
): Promise<GracePeriod | null> {
  requirePermission(ctx, 'credentials.read')
  const { applicationId } = parseInput(applicationIdSchema, input)
  return (await findGrace(ctx.db, applicationId)) ?? null
}

function toViews(held: readonly CredentialWithLink[], nowMs: number): CredentialView[] {
  const now = new Date(nowMs)
  return held.map(({ credential, link, previousSecretUntil }) => ({
    ...credential,
    state: stateOf(credential, now),
    link: link && link.expiresAt > now ? link : undefined,
    previousSecretUntil: previousSecretUntil && previousSecretUntil > now ? previousSecretUntil : undefined,
  }))
}
