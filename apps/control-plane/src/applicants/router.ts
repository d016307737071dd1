import { z } from 'zod'
import type { KeyedContext } from '../credentials/index.ts'
import { procedure, router, type TrpcContext } from '../trpc.ts'
import { apply, applyInputSchema } from './apply.ts'
import { mintChallenge } from './challenge.ts'
import { draftSchema } from './draft.ts'
import { discardDraft, getDraft, saveDraft } from './keep-draft.ts'
import { getMyApplications } from './my-applications.ts'
import { getTierGuide } from './tier-guide.ts'
import { withdrawMyApplication } from './withdraw-my-application.ts'

const one = z.object({ publicId: z.uuid() })
const keyed = ({ services, ctx }: TrpcContext): KeyedContext => ({ ...services, actor: ctx.actor })

/** tRPC `applicant`: what applicants do for themselves. */
export const applicantRouter = router({
  getTierGuide: procedure.query(({ ctx }) => getTierGuide(ctx.ctx)),
  getApplyChallenge: procedure.mutation(({ ctx }) => mintChallenge(ctx.services, 'apply')),
  submitApplication: procedure
    .input(applyInputSchema)
    .mutation(({ ctx, input }) => apply(keyed(ctx), input, ctx.address)),
  getDraft: procedure.query(({ ctx }) => getDraft(ctx.ctx)),
  saveDraft: procedure.input(draftSchema).mutation(({ ctx, input }) => saveDraft(ctx.ctx, input)),
  discardDraft: procedure.mutation(({ ctx }) => discardDraft(ctx.ctx)),
  getMyApplications: procedure.query(({ ctx }) => getMyApplications(ctx.ctx)),
  withdrawApplication: procedure
    .input(one)
    .mutation(({ ctx, input }) => withdrawMyApplication(ctx.ctx, input)),
})
