import type { CompleteApplication } from '../applications/index.ts'
import { audit } from '../audit/index.ts'
import type { Context } from '../context/index.ts'
import type { Tx } from '../db/index.ts'
import type { Credential } from './credential.ts'
import { insertGrace } from './grace-store.ts'
import { issueCredential } from './issue-credential.ts'
import { readGraceLife } from './settings.ts'

/**
 * Gives an approved application its credential and queues the invitation to claim it, in the transaction of the
 * approval: both stand or neither. A wallet and person who are new to the network get their grace period.
 *
 * The secret is left out here: it is made when the operator claims it, so that until then there is none to steal.
 */
export async function createCredential(
  tx: Tx,
  ctx: Context,
  application: CompleteApplication,
): Promise<Credential> {
  const { id: applicationId, wallet, tier, email, name } = application
  const owner = { applicationId, operator: wallet, tier, contact: { email, name } }
  const credential = await issueCredential(tx, ctx, owner, 'approved')
  await grantGrace(tx, ctx, application)
  return credential
}

async function grantGrace(tx: Tx, ctx: Context, { id, wallet, email }: CompleteApplication): Promise<void> {
  const grantedAt = new Date(ctx.clock.now())
  const endsAt = new Date(grantedAt.getTime() + (await readGraceLife(tx)))
  const grace = { applicationId: id, wallet, grantedAt, endsAt, email }
  if (!(await insertGrace(tx, grace))) return
  await audit(tx, ctx, {
    action: 'grace.granted',
    subject: `application:${id}`,
    details: { endsAt: endsAt.toISOString() },
  })
}
