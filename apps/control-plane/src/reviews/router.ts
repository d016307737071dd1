import {
  answerInformation,
  answerInformationSchema,
  approveApplication,
  approveApplicationSchema,
  correctApplication,
  correctApplicationSchema,
  createApplication,
  createApplicationSchema,
  type OnApproved,
  previewRejection,
  previewRejectionSchema,
  rejectApplication,
  rejectApplicationSchema,
  requestInformation,
  requestInformationSchema,
  withdrawApplication,
  withdrawApplicationSchema,
} from '../applications/index.ts'
import { procedure, router } from '../trpc.ts'
import { addNote, addNoteSchema } from './add-note.ts'
import { assignApplication, assignApplicationSchema } from './assign-application.ts'
import {
  approveApplications,
  approveApplicationsSchema,
  rejectApplications,
  rejectApplicationsSchema,
} from './decide-applications.ts'
import { getApplicationById, getApplicationSchema } from './get-application.ts'
import { getApplicationStats } from './get-application-stats.ts'
import { listApplications, listApplicationsSchema } from './list-applications.ts'

/**
 * The reviewers' part of the `admin` router.
 *
 * @param onApproved - What an approval brings about in its own transaction.
 */
export const reviewsRouter = (onApproved: OnApproved) =>
  router({
    getApplications: procedure
      .input(listApplicationsSchema)
      .query(({ ctx, input }) => listApplications(ctx.ctx, input)),
    getApplicationById: procedure
      .input(getApplicationSchema)
      .query(({ ctx, input }) => getApplicationById(ctx.ctx, input)),
    getApplicationStats: procedure.query(({ ctx }) => getApplicationStats(ctx.ctx)),
    approveApplication: procedure
      .input(approveApplicationSchema)
      .mutation(({ ctx, input }) => approveApplication(ctx.ctx, input, onApproved)),
    rejectApplication: procedure
      .input(rejectApplicationSchema)
      .mutation(({ ctx, input }) => rejectApplication(ctx.ctx, input)),
    previewRejection: procedure
      .input(previewRejectionSchema)
      .query(({ ctx, input }) => previewRejection(ctx.ctx, input)),
    approveApplications: procedure
      .input(approveApplicationsSchema)
      .mutation(({ ctx, input }) => approveApplications(ctx.ctx, input, onApproved)),
    rejectApplications: procedure
      .input(rejectApplicationsSchema)
      .mutation(({ ctx, input }) => rejectApplications(ctx.ctx, input)),
    correctApplication: procedure
      .input(correctApplicationSchema)
      .mutation(({ ctx, input }) => correctApplication(ctx.ctx, input)),
    requestInformation: procedure
      .input(requestInformationSchema)
      .mutation(({ ctx, input }) => requestInformation(ctx.ctx, input)),
    answerInformation: procedure
      .input(answerInformationSchema)
      .mutation(({ ctx, input }) => answerInformation(ctx.ctx, input)),
    assignApplication: procedure
      .input(assignApplicationSchema)
      .mutation(({ ctx, input }) => assignApplication(ctx.ctx, input)),
    addNote: procedure.input(addNoteSchema).mutation(({ ctx, input }) => addNote(ctx.ctx, input)),
    withdrawApplication: procedure
      .input(withdrawApplicationSchema)
      .mutation(({ ctx, input }) => withdrawApplication(ctx.ctx, input)),
    createApplication: procedure
      .input(createApplicationSchema)
      .mutation(({ ctx, input }) => createApplication(ctx.ctx, input)),
  })
