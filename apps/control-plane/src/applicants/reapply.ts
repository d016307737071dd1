import type { ApplicationStatus } from '../applications/index.ts'

const DAY_MS = 86_400_000

/** What decides whether a wallet may apply: its former applications, newest first. */
export interface Former {
  readonly publicId: string
  readonly status: ApplicationStatus
  readonly email: string | undefined
  /** Whether the wallet signed for it, then or when it was erased. */
  readonly isProven: boolean
  readonly reviewedAt: Date | undefined
  readonly isErased: boolean
}

/**
 * Lets a wallet apply that has no open application, is no operator's and was not rejected lately.
 *
 * A wallet that was only named in somebody's form holds its owner back from nothing, unless the same mail address
 * stands beside it: then it is the same applicant.
 *
 * @throws {@link OpenApplicationError}, {@link WalletIsOperatorError}, {@link CooldownError}.
 */
export function requireFree(former: readonly Former[], email: string, cooldownDays: number, now: Date): void {
  if (former.some(({ status, isErased }) => status === 'approved' && !isErased))
    throw new WalletIsOperatorError()
  const theirs = former.filter((one) => one.isProven || one.email === email)
  const open = theirs.find(({ status }) => status === 'pending' || status === 'needs_attention')
  if (open) throw new OpenApplicationError(open.publicId)
  const free = theirs
    .map((one) => reapplyAt(one, cooldownDays))
    .filter((at) => at !== undefined && at > now)
    .sort((a, b) => Number(b) - Number(a))
  if (free[0]) throw new CooldownError(free[0])
}

/** When the wallet of a rejected application may apply again; undefined for any other. */
export function reapplyAt(
  { status, reviewedAt }: Pick<Former, 'status' | 'reviewedAt'>,
  cooldownDays: number,
): Date | undefined {
  if (status !== 'rejected' || !reviewedAt) return undefined
  return new Date(reviewedAt.getTime() + cooldownDays * DAY_MS)
}

export class OpenApplicationError extends Error {
  override readonly name = 'OpenApplicationError'
  readonly kind = 'conflict'
  readonly code = 'applicant.open-application'
  readonly publicId: string

  constructor(publicId: string) {
    super('this wallet has an open application; follow it under My applications, or withdraw it first')
    this.publicId = publicId
  }
}

export class WalletIsOperatorError extends Error {
  override readonly name = 'WalletIsOperatorError'
  readonly kind = 'conflict'
  readonly code = 'applicant.is-operator'

  constructor() {
    super("this wallet's application was approved already; see it under My applications")
  }
}

export class CooldownError extends Error {
  override readonly name = 'CooldownError'
  readonly kind = 'conflict'
  readonly code = 'applicant.cooldown'
  readonly reapplyAt: Date

  constructor(reapplyAt: Date) {
    super(
      `an application of this wallet was not accepted lately; it may apply again from ${reapplyAt.toISOString().slice(0, 10)} on`,
    )
    this.reapplyAt = reapplyAt
  }
}
