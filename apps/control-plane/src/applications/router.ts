import { addressSchema, TIERS } from '@noderr/protocol'
import { z } from 'zod'
import { procedure, router } from '../trpc.ts'
import { APPLICATION_STATUSES } from './application.ts'
import { approveApplication, type OnApproved } from './approve-application.ts'
import { correctApplication } from './correct-application.ts'
import { listApplications, showApplication } from './list-applications.ts'
import { rejectApplication } from './reject-application.ts'

const one = z.object({ applicationId: z.number().int().positive() })

/**
 * The applications' part of the `admin` router.
 *
 * @param onApproved - What an approval brings about in its own transaction.
 */
export const applicationsRouter = (onApproved: OnApproved) =>
  router({
    getApplications: procedure
      .input(
        z.object({
          status: z.enum(APPLICATION_STATUSES).optional(),
          before: z.number().int().positive().optional(),
          limit: z.number().int().min(1).max(200).optional(),
        }),
      )
      .query(({ ctx, input }) => listApplications(ctx.ctx, input)),
    getApplication: procedure
      .input(one)
      .query(({ ctx, input }) => showApplication(ctx.ctx, input.applicationId)),
    approveApplication: procedure
      .input(one.extend({ digest: z.string().optional() }))
      .mutation(({ ctx, input }) => approveApplication(ctx.ctx, input, onApproved)),
    rejectApplication: procedure
      .input(one.extend({ reason: z.string().max(2_000) }))
      .mutation(({ ctx, input }) => rejectApplication(ctx.ctx, input)),
    correctApplication: procedure
      .input(
        one.extend({
          email: z.email().toLowerCase().max(254).optional(),
          tier: z.enum(TIERS).optional(),
          wallet: addressSchema.optional(),
        }),
      )
      .mutation(({ ctx, input }) => correctApplication(ctx.ctx, input)),
  })
