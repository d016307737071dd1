import { procedure, router } from '../trpc.ts'
import { cancelWalletChange, cancelWalletChangeSchema } from './cancel-wallet-change.ts'
import { changeIdSchema, confirmWalletChange } from './confirm-wallet-change.ts'
import { listWalletChanges, listWalletChangesSchema } from './list-wallet-changes.ts'
import { proposeWalletChange, proposeWalletChangeSchema } from './propose-wallet-change.ts'

/** The operators' part of the `admin` router. */
export const operatorsRouter = router({
  getWalletChanges: procedure
    .input(listWalletChangesSchema)
    .query(({ ctx, input }) => listWalletChanges(ctx.ctx, input)),
  proposeWalletChange: procedure
    .input(proposeWalletChangeSchema)
    .mutation(({ ctx, input }) => proposeWalletChange({ ...ctx.services, ...ctx.ctx }, input)),
  confirmWalletChange: procedure
    .input(changeIdSchema)
    .mutation(({ ctx, input }) => confirmWalletChange({ ...ctx.services, ...ctx.ctx }, input)),
  cancelWalletChange: procedure
    .input(cancelWalletChangeSchema)
    .mutation(({ ctx, input }) => cancelWalletChange(ctx.ctx, input)),
})
