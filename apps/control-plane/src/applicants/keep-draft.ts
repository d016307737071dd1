import type { Context } from '../context/index.ts'
import { inTransaction } from '../db/index.ts'
import { type Draft, readDraft } from './draft.ts'
import { requirePerson } from './person.ts'
import { deleteDraft, findDraft, upsertDraft } from './store.ts'

/** The draft of whoever is signed in. @throws {@link SignInNeededError} */
export async function getDraft(ctx: Context): Promise<Draft | null> {
  const { userId } = requirePerson(ctx)
  return (await findDraft(ctx.db, userId)) ?? null
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
