import { z } from 'zod'
import { applicationIdSchema } from '../applications/index.ts'
import { audit } from '../audit/index.ts'
import { requirePermission } from '../auth/index.ts'
import { type Context, describeActor } from '../context/index.ts'
import { inTransaction, type Tx } from '../db/index.ts'
import { parseInput } from '../errors/index.ts'
import { forgetDeliveries } from '../intake/index.ts'
import { eraseMails } from '../mail/index.ts'
import type { Secrets } from '../secrets.ts'
import { keepsWalletHash, requireErasable } from './erasable.ts'
import { lockForErasure, saveErasure } from './store.ts'

export const eraseApplicationSchema = z.object({
  applicationId: applicationIdSchema,
  /** Kept in the audit log for good: name no person in it. */
  reason: z.string().trim().min(1).max(500),
})

/** What an erasure needs to know of the control plane. */
export type ErasingContext = Context & { readonly secrets: Secrets }

/**
 * Erases the person from an application on an owner's word: answers, notes, questions, mails and deliveries are
 * blanked; number, status, digests and dates stay, so that the decision can still be explained.
 *
 * @throws {@link NotAllowedError}, {@link InvalidInputError}, {@link NothingToEraseError},
 * {@link AlreadyErasedError}, {@link LiveCredentialError}.
 */
export async function eraseApplication(
  ctx: ErasingContext,
  input: z.input<typeof eraseApplicationSchema>,
): Promise<void> {
  requirePermission(ctx, 'applications.erase')
  const { applicationId, reason } = parseInput(eraseApplicationSchema, input)
  await inTransaction(ctx.db, (tx) => eraseIn(tx, ctx, applicationId, { why: reason, byWallet: false }))
}

/** Erases one application in the transaction of whoever erases it. @throws as {@link eraseApplication} does. */
export async function eraseIn(
  tx: Tx,
  ctx: ErasingContext,
  applicationId: number,
  { why, byWallet }: { readonly why: string; readonly byWallet: boolean },
): Promise<void> {
  const at = new Date(ctx.clock.now())
  const application = await lockForErasure(tx, applicationId)
  if (!application) throw new NothingToEraseError(applicationId)
  requireErasable(application, at)
  await eraseMails(tx, applicationId, at)
  const deliveries = await forgetDeliveries(tx, ctx, applicationId)
  await saveErasure(tx, application, {
    actor: describeActor(ctx.actor),
    at,
    keepsWalletHash: keepsWalletHash(application, byWallet),
  })
  await audit(tx, ctx, {
    action: 'application.erased',
    subject: `application:${applicationId}`,
    details: { digest: application.digest, was: application.status, deliveries, why },
  })
}

export class NothingToEraseError extends Error {
  override readonly name = 'NothingToEraseError'
  readonly kind = 'not-found'
  readonly code = 'applicant.nothing-to-erase'

  constructor(applicationId: number) {
    super(`there is no application ${applicationId}; list them to see which there are`)
  }
}
