import type { Address } from '@noderr/protocol'
import { addBusinessMs, businessDays, isOpen } from '../applications/index.ts'
import type { Context } from '../context/index.ts'
import { claimOf, type OwnApplication, type OwnClaim } from './ownership.ts'
import { reapplyAt } from './reapply.ts'
import { findOwnApplications, readWaits } from './store.ts'

/** {@link OwnApplication} with what follows from it. */
export interface MyApplication extends Omit<OwnApplication, 'id' | 'credential' | 'clockFrom'> {
  readonly claim: OwnClaim | null
  /** By when an open one is answered; null while the applicant is waited for. */
  readonly answerBy: Date | null
  /** From when on the wallet of a rejected one may apply again. */
  readonly reapplyAt: Date | null
}

/** Who is signed in, and every application that is theirs, newest first. */
export interface MyApplications {
  /** Null for visitors, and for admins, who see applications on their own pages. */
  readonly person: { readonly email: string | null; readonly wallet: Address | null } | null
  readonly applications: readonly MyApplication[]
}

/**
 * The applications of whoever is signed in: those of the wallet that has signed in, and those that name the mail
 * address whose link was opened. A name or an address that was only written down opens nothing. Refuses nobody: to visitors nothing is theirs.
 */
export async function getMyApplications(ctx: Context): Promise<MyApplications> {
  const person = ctx.actor
  if (person.type !== 'person') return { person: null, applications: [] }
  const own = await findOwnApplications(ctx.db, person)
  const { answerDays, cooldownDays } = await readWaits(ctx.db)
  const now = new Date(ctx.clock.now())
  return {
    person: { email: person.email ?? null, wallet: person.wallet ?? null },
    applications: own.map(({ id: _, credential, clockFrom, ...application }) => ({
      ...application,
      claim: credential && claimOf(credential, now),
      answerBy:
        isOpen(application) && !application.waitingSince
          ? addBusinessMs(clockFrom, businessDays(answerDays))
          : null,
      reapplyAt:
        reapplyAt(
          { status: application.status, reviewedAt: application.reviewedAt ?? undefined },
          cooldownDays,
        ) ?? null,
    })),
  }
}
