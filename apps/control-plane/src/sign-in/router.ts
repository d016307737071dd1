import {
  addAdmin,
  addAdminSchema,
  confirmAdminChange,
  decideAdminChangeSchema,
  dropAdminChange,
  listAdminChanges,
  listAdmins,
  removeAdmin,
  removeAdminSchema,
  revokeAdminSessions,
  revokeAdminSessionsSchema,
  setAdminRole,
  setAdminRoleSchema,
} from '../auth/index.ts'
import { procedure, router, signedInProcedure } from '../trpc.ts'
import { listPasskeys } from './list-passkeys.ts'
import { listAdminSessions, listAdminSessionsSchema, listOwnSessions } from './list-sessions.ts'
import { madePasskeySchema } from './passkey.ts'
import { addPasskey, beginPasskey } from './register-passkey.ts'
import { removePasskey, removePasskeySchema } from './remove-passkey.ts'
import { revokeOwnSessions, revokeOwnSessionsSchema } from './revoke-sessions.ts'

/** The part of the `admin` router about the people who run the network. */
export const adminsRouter = router({
  getAdmins: procedure.query(({ ctx }) => listAdmins(ctx.ctx)),
  addAdmin: procedure.input(addAdminSchema).mutation(({ ctx, input }) => addAdmin(ctx.ctx, input)),
  removeAdmin: procedure.input(removeAdminSchema).mutation(({ ctx, input }) => removeAdmin(ctx.ctx, input)),
  setAdminRole: procedure
    .input(setAdminRoleSchema)
    .mutation(({ ctx, input }) => setAdminRole(ctx.ctx, input)),
  getAdminChanges: procedure.query(({ ctx }) => listAdminChanges(ctx.ctx)),
  confirmAdminChange: procedure
    .input(decideAdminChangeSchema)
    .mutation(({ ctx, input }) => confirmAdminChange(ctx.ctx, input)),
  dropAdminChange: procedure
    .input(decideAdminChangeSchema)
    .mutation(({ ctx, input }) => dropAdminChange(ctx.ctx, input)),
  getAdminSessions: procedure
    .input(listAdminSessionsSchema)
    .query(({ ctx, input }) => listAdminSessions(ctx.ctx, input)),
  revokeAdminSessions: procedure
    .input(revokeAdminSessionsSchema)
    .mutation(({ ctx, input }) => revokeAdminSessions(ctx.ctx, input)),
})

/** What everybody who is signed in may do about their own account. */
export const accountRouter = router({
  getPasskeys: signedInProcedure.query(({ ctx }) => listPasskeys(ctx.ctx, ctx.signedIn)),
  beginPasskey: signedInProcedure.mutation(({ ctx }) => beginPasskey(ctx.services, ctx.signedIn)),
  addPasskey: signedInProcedure
    .input(madePasskeySchema)
    .mutation(({ ctx, input }) => addPasskey(ctx.services, ctx.signedIn, input)),
  removePasskey: signedInProcedure
    .input(removePasskeySchema)
    .mutation(({ ctx, input }) => removePasskey(ctx.ctx, ctx.signedIn, input)),
  getSessions: signedInProcedure.query(({ ctx }) => listOwnSessions(ctx.ctx, ctx.signedIn)),
  revokeSessions: signedInProcedure
    .input(revokeOwnSessionsSchema)
    .mutation(({ ctx, input }) => revokeOwnSessions(ctx.ctx, ctx.signedIn, input)),
})
