import { selectSessions } from '../auth/index.ts'
import type { KeyedContext } from '../credentials/index.ts'
import { listMailsOf } from '../mail/index.ts'
import { requireRoom } from './limit.ts'
import { requirePerson } from './person.ts'
import { findDraft, findOwnApplications, readRest } from './store.ts'

/**
 * Everything that is kept about whoever is signed in, for them to take along: applications with answers, history,
 * questions, corrections, mails, credentials without secrets, downloads; the draft; the sessions. Reviewers' notes
 * are about the review and not in it.
 *
 * @throws {@link SignInNeededError}, {@link TooManyAttemptsError}.
 */
export async function exportMyData(ctx: KeyedContext) {
  const person = requirePerson(ctx)
  await requireRoom(ctx, 'dataExport', person.userId)
  const now = new Date(ctx.clock.now())
  const applications = []
  for (const { id, credential: _, ...own } of await findOwnApplications(ctx.db, person)) {
    const rest = await readRest(ctx.db, id)
    applications.push({ ...own, ...rest, mails: await listMailsOf(ctx.db, id) })
  }
  return {
    exportedAt: now,
    person: { email: person.email ?? null, wallet: person.wallet ?? null },
    applications,
    draft: (await findDraft(ctx.db, person.userId)) ?? null,
    sessions: (await selectSessions(ctx.db, person.userId, now)).map(({ openedAt, expiresAt, browser }) => ({
      openedAt,
      expiresAt,
      browser,
    })),
  }
}
