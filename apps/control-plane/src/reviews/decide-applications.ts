import { z } from 'zod'
import {
  type Application,
  applicationIdSchema,
  approveApplication,
  type OnApproved,
  rejectApplication,
  rejectApplicationSchema,
  seenSchema,
} from '../applications/index.ts'
import { requirePermission } from '../auth/index.ts'
import type { Context } from '../context/index.ts'
import { isKnownError, parseInput } from '../errors/index.ts'

const chosenSchema = z
  .array(seenSchema.extend({ applicationId: applicationIdSchema }))
  .min(1)
  .max(200)

export const approveApplicationsSchema = z.object({ applications: chosenSchema })
export const rejectApplicationsSchema = rejectApplicationSchema
  .pick({ reasonCode: true, reason: true })
  .extend({ applications: chosenSchema })

/** What became of one of many. */
export type DecisionOutcome<Decided = Application> = { readonly applicationId: number } & (
  | { readonly decided: Decided }
  | { readonly refused: { readonly code: string; readonly message: string } }
)

/**
 * Approves up to 200 applications, each in a transaction of its own: what is refused keeps none of the others back.
 *
 * @throws {@link NotAllowedError}
 */
export async function approveApplications(
  ctx: Context,
  input: z.input<typeof approveApplicationsSchema>,
  onApproved: OnApproved,
) {
  requirePermission(ctx, 'applications.decide')
  const { applications } = parseInput(approveApplicationsSchema, input)
  return oneByOne(applications, (one) => approveApplication(ctx, one, onApproved))
}

/**
 * Rejects up to 200 applications for the same reason, each in a transaction of its own.
 *
 * @throws {@link NotAllowedError}
 */
export async function rejectApplications(ctx: Context, input: z.input<typeof rejectApplicationsSchema>) {
  requirePermission(ctx, 'applications.decide')
  const { applications, reasonCode, reason } = parseInput(rejectApplicationsSchema, input)
  return oneByOne(applications, (one) => rejectApplication(ctx, { ...one, reasonCode, reason }))
}

async function oneByOne<One extends { readonly applicationId: number }, Decided>(
  applications: readonly One[],
  decide: (one: One) => Promise<Decided>,
): Promise<DecisionOutcome<Decided>[]> {
  const outcomes: DecisionOutcome<Decided>[] = []
  for (const one of applications) {
    const { applicationId } = one
    try {
      outcomes.push({ applicationId, decided: await decide(one) })
    } catch (error) {
      if (!isKnownError(error)) throw error
      outcomes.push({ applicationId, refused: { code: error.code, message: error.message } })
    }
  }
  return outcomes
}
