import type { Context } from '../context/index.ts'
import { inTransaction } from '../db/index.ts'
import { type Draft, readDraft } from './draft.ts'
import { requirePerson } from './person.ts'
import { deleteDraft, findDraft, upsertDraft } from './store.ts'

/** The draft of whoever is signed in, and whether drafts are kept here for whoever asks. Refuses nobody. */
export async function getDraft({
  actor,
  db,
}: Context): Promise<{ readonly isKeptHere: boolean; readonly draft: Draft | null }> {
  if (actor.type !== 'person') return { isKeptHere: false, draft: null }
  return { isKeptHere: true, draft: (await findDraft(db, actor.userId)) ?? null }
}

/** Keeps a draft in the place of the former. @throws {@link SignInNeededError}, {@link InvalidInputError} */
export async function saveDraft(ctx: Context, input: unknown): Promise<Draft> {
  const { userId } = requirePerson(ctx)
  const draft = { answers: readDraft(input), savedAt: new Date(ctx.clock.now()) }
  await inTransaction(ctx.db, (tx) => upsertDraft(tx, userId, draft))
  return draft
}

/** @throws {@link SignInNeededError} */
export async function discardDraft(ctx: Context): Promise<void> {
  const { userId } = requirePerson(ctx)
  await inTransaction(ctx.db, (tx) => deleteDraft(tx, userId))
}
