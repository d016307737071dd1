import { createHash } from 'node:crypto'
import { type Address, type CanonicalValue, canonicalJson, type Tier } from '@noderr/protocol'
import { type Actor, describeActor } from '../context/index.ts'
import type { RejectionCode } from './rejection.ts'

export const APPLICATION_STATUSES = [
  'pending',
  'needs_attention',
  'approved',
  'rejected',
  'withdrawn',
] as const
export type ApplicationStatus = (typeof APPLICATION_STATUSES)[number]

/** Where applications come from: the Typeform, an admin's hand, our own form. */
export type ApplicationSource = 'typeform' | 'manual' | 'apply'

/** What keeps an application from being decided: what is missing, or came in a form that we will not guess at. */
export const ATTENTIONS = ['email', 'wallet', 'tier'] as const
export type Attention = (typeof ATTENTIONS)[number]

/** What an applicant said. Undefined is what was not said, or not understood; then it stands in `other` as it came. */
export interface Answers {
  /** Lower case. */
  readonly email: string | undefined
  readonly name: string | undefined
  readonly wallet: Address | undefined
  readonly tier: Tier | undefined
  readonly operatingSystem: string | undefined
  /** https only. */
  readonly rpcEndpoint: string | undefined
  readonly experience: string | undefined
  readonly infrastructure: string | undefined
  readonly motivation: string | undefined
  readonly stakeAmount: string | undefined
  /** Answers by field reference that are none of the above. */
  readonly other: Readonly<Record<string, CanonicalValue>>
}

/** One operator's wish to run one node. */
export interface Application extends Answers {
  readonly id: number
  readonly publicId: string
  readonly source: ApplicationSource
  /** Why an admin entered it by hand. */
  readonly sourceReason: string | undefined
  /** When the wallet signed for itself; undefined for a wallet that was only named. */
  readonly walletProvenAt: Date | undefined
  /** Counts the changes of the application. */
  readonly version: number
  readonly status: ApplicationStatus
  readonly attention: readonly Attention[]
  /** sha256 over the answers: what a decision is about. */
  readonly digest: string
  readonly submittedAt: Date
  /** Where the clock of its review started, moved on by the business time that the applicant took for answers. */
  readonly clockFrom: Date
  /** Since when the applicant owes an answer; the clock stands meanwhile. */
  readonly waitingSince: Date | undefined
  /** The admin who looks after it. */
  readonly assignedTo: string | undefined
  /** Who decided, or withdrew it. */
  readonly reviewedBy: string | undefined
  readonly reviewedAt: Date | undefined
  readonly rejectionCode: RejectionCode | undefined
  readonly rejectionReason: string | undefined
}

/** What a reviewer looked at; a decision on anything newer is refused. Undefined is not compared. */
export interface Seen {
  readonly digest?: string | undefined
  readonly version?: number | undefined
}

/** An application that lacks nothing a credential is made from. */
export interface CompleteApplication extends Application {
  readonly email: string
  readonly wallet: Address
  readonly tier: Tier
}

/** The answers that an admin may correct one by one; `other` stays as it came. */
export const CORRECTABLE = [
  'email',
  'name',
  'wallet',
  'tier',
  'operatingSystem',
  'rpcEndpoint',
  'experience',
  'infrastructure',
  'motivation',
  'stakeAmount',
] as const satisfies readonly (keyof Answers)[]

/** Some of the answers; null stands for what was not said. */
export function answersAt(
  answers: Partial<Answers>,
  fields: readonly (typeof CORRECTABLE)[number][],
): Record<string, string | null> {
  return Object.fromEntries(fields.map((field) => [field, answers[field] ?? null]))
}

/** Status, open questions and digest as they follow from the answers alone. */
export function assess(answers: Answers): Pick<Application, 'status' | 'attention' | 'digest'> {
  const attention = ATTENTIONS.filter((field) => answers[field] === undefined)
  return {
    status: attention.length > 0 ? 'needs_attention' : 'pending',
    attention,
    digest: digestOf(answers),
  }
}

/**
 * Whether an application may be approved now.
 *
 * @throws {@link AlreadyDecidedError}, {@link IncompleteApplicationError}, {@link ChangedSinceReadError}.
 */
export function requireApprovable(application: Application, seen: Seen): CompleteApplication {
  requireOpen(application)
  requireUnchanged(application, seen)
  const { email, wallet, tier } = application
  if (!email || !wallet || !tier) throw new IncompleteApplicationError(application)
  return { ...application, email, wallet, tier }
}

/** @throws {@link ChangedSinceReadError} when it is no longer what the reviewer looked at. */
export function requireUnchanged(application: Application, { digest, version }: Seen): void {
  const changed =
    (digest !== undefined && digest !== application.digest) ||
    (version !== undefined && version !== application.version)
  if (changed) throw new ChangedSinceReadError(application)
}

export function isOpen({ status }: Pick<Application, 'status'>): boolean {
  return status === 'pending' || status === 'needs_attention'
}

/** Whether somebody who is signed in is the applicant: by an e-mail that was verified or a wallet that signed. */
export function isApplicant(actor: Actor, application: Application): boolean {
  if (actor.type !== 'person') return false
  const byEmail = actor.email !== undefined && actor.email === application.email
  return byEmail || (actor.wallet !== undefined && actor.wallet === application.wallet)
}

/** @throws {@link AlreadyDecidedError} once it was approved, rejected or withdrawn. */
export function requireOpen(application: Application): void {
  if (!isOpen(application)) throw new AlreadyDecidedError(application)
}

function digestOf(answers: Answers): string {
  const said = Object.entries(answersOnly(answers)).filter(([, value]) => value !== undefined)
  const text = canonicalJson(Object.fromEntries(said) as Record<string, CanonicalValue>)
  return `sha256:${createHash('sha256').update(text).digest('hex')}`
}

function answersOnly(answers: Answers): Answers {
  const { email, name, wallet, tier, operatingSystem, rpcEndpoint, ...rest } = answers
  const { experience, infrastructure, motivation, stakeAmount, other } = rest
  return {
    email,
    name,
    wallet,
    tier,
    operatingSystem,
    rpcEndpoint,
    experience,
    infrastructure,
    motivation,
    stakeAmount,
    other,
  }
}

export class AlreadyDecidedError extends Error {
  override readonly name = 'AlreadyDecidedError'
  readonly kind = 'conflict'
  readonly code = 'application.already-decided'
  readonly status: ApplicationStatus

  constructor({ id, status }: Application) {
    super(`application ${id} is ${status} already; a decision is made once`)
    this.status = status
  }
}

export class NotApplicantError extends Error {
  override readonly name = 'NotApplicantError'
  readonly kind = 'forbidden'
  readonly code = 'application.not-applicant'

  constructor(actor: Actor, { id }: Pick<Application, 'id'>) {
    super(`application ${id} is not ${describeActor(actor)}'s; sign in with its e-mail address or its wallet`)
  }
}

export class IncompleteApplicationError extends Error {
  override readonly name = 'IncompleteApplicationError'
  readonly kind = 'conflict'
  readonly code = 'application.incomplete'
  readonly attention: readonly Attention[]

  constructor({ id, attention }: Application) {
    super(`application ${id} cannot be approved without ${attention.join(', ')}; correct it first`)
    this.attention = attention
  }
}

export class ChangedSinceReadError extends Error {
  override readonly name = 'ChangedSinceReadError'
  readonly kind = 'conflict'
  readonly code = 'application.changed'

  constructor({ id }: Application) {
    super(`application ${id} was changed after you read it; read it again before you decide`)
  }
}
