import { z } from 'zod'
import { type Application, applicationIdSchema, lockApplication } from '../applications/index.ts'
import { audit } from '../audit/index.ts'
import { findAdminByName, requirePermission } from '../auth/index.ts'
import type { Context } from '../context/index.ts'
import { inTransaction } from '../db/index.ts'
import { parseInput } from '../errors/index.ts'
import { saveAssignment } from './store.ts'

export const assignApplicationSchema = z.object({
  applicationId: applicationIdSchema,
  /** An admin's name; null leaves it to nobody. */
  to: z.string().trim().min(1).max(100).nullable(),
})

/**
 * Says which admin looks after an application.
 *
 * @throws {@link NotAllowedError}, {@link ApplicationNotFoundError}, {@link UnknownAssigneeError}
 */
export async function assignApplication(
  ctx: Context,
  input: z.input<typeof assignApplicationSchema>,
): Promise<Application> {
  requirePermission(ctx, 'applications.note')
  const { applicationId, to } = parseInput(assignApplicationSchema, input)
  return inTransaction(ctx.db, async (tx) => {
    const application = await lockApplication(tx, applicationId)
    if (to !== null && !(await findAdminByName(tx, to))) throw new UnknownAssigneeError(to)
    const assigned = await saveAssignment(tx, applicationId, to)
    await audit(tx, ctx, {
      action: 'application.assigned',
      subject: `application:${applicationId}`,
      details: { before: application.assignedTo ?? null, after: to },
    })
    return assigned
  })
}

export class UnknownAssigneeError extends Error {
  override readonly name = 'UnknownAssigneeError'
  readonly kind = 'invalid'
  readonly code = 'application.unknown-assignee'

  constructor(name: string) {
    super(`there is no admin "${name}"; see noderr-admin admins list for their names`)
  }
}
