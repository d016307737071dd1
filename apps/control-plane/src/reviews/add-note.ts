import { z } from 'zod'
import { applicationIdSchema, getApplication, longWordsSchema } from '../applications/index.ts'
import { audit } from '../audit/index.ts'
import { requirePermission } from '../auth/index.ts'
import { type Context, describeActor } from '../context/index.ts'
import { inTransaction } from '../db/index.ts'
import { parseInput } from '../errors/index.ts'
import { insertNote, type Note } from './store.ts'

export const addNoteSchema = z.object({
  applicationId: applicationIdSchema,
  note: longWordsSchema,
})

/**
 * Keeps a reviewer's remark beside an application, decided or not. The applicant never sees it.
 *
 * @throws {@link NotAllowedError}, {@link ApplicationNotFoundError}
 */
export async function addNote(ctx: Context, input: z.input<typeof addNoteSchema>): Promise<Note> {
  requirePermission(ctx, 'applications.note')
  const { applicationId, note } = parseInput(addNoteSchema, input)
  return inTransaction(ctx.db, async (tx) => {
    await getApplication(tx, applicationId)
    const kept = await insertNote(tx, applicationId, {
      author: describeActor(ctx.actor),
      note,
      notedAt: new Date(ctx.clock.now()),
    })
    await audit(tx, ctx, {
      action: 'application.noted',
      subject: `application:${applicationId}`,
      details: { note: kept.id },
    })
    return kept
  })
}
