import { z } from 'zod'
import type { KeyedContext } from '../credentials/index.ts'
import { procedure, router, type TrpcContext } from '../trpc.ts'
import { answerMyQuestion } from './answer-my-question.ts'
import { apply, applyInputSchema } from './apply.ts'
import { askForInvitation } from './ask-for-invitation.ts'
import { mintChallenge } from './challenge.ts'
import { draftSchema } from './draft.ts'
import { eraseApplication, eraseApplicationSchema } from './erase-application.ts'
import { eraseMe, eraseMeSchema } from './erase-me.ts'
import { exportMyData } from './export-my-data.ts'
import { discardDraft, getDraft, saveDraft } from './keep-draft.ts'
import { getMyApplications } from './my-applications.ts'
import { requestErasure } from './request-erasure.ts'
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
  answerQuestion: procedure
    .input(one.extend({ answer: z.string().max(10_000) }))
    .mutation(({ ctx, input }) => answerMyQuestion(ctx.ctx, input)),
  withdrawApplication: procedure
    .input(one)
    .mutation(({ ctx, input }) => withdrawMyApplication(ctx.ctx, input)),
  askForInvitation: procedure.input(one).mutation(({ ctx, input }) => askForInvitation(keyed(ctx), input)),
  exportMyData: procedure.mutation(({ ctx }) => exportMyData(keyed(ctx))),
  getEraseChallenge: procedure.mutation(({ ctx }) => mintChallenge(ctx.services, 'erase')),
  requestErasure: procedure.mutation(({ ctx }) => requestErasure(keyed(ctx))),
  eraseMe: procedure.input(eraseMeSchema).mutation(({ ctx, input }) => eraseMe(keyed(ctx), input)),
})

/** The applicants' part of the `admin` router. */
export const erasureRouter = router({
  eraseApplication: procedure
    .input(eraseApplicationSchema)
    .mutation(({ ctx, input }) => eraseApplication(keyed(ctx), input)),
})
