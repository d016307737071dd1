import { type Application, type ApplicationStatus, isOpen } from '../applications/index.ts'
import type { Cooldown } from './cooldown.ts'
import { isDisposable } from './disposable-email.ts'

export type Severity = 'info' | 'warning' | 'blocking'

/** Something about an application that a reviewer should know before a decision. */
export interface Signal {
  readonly code:
    | 'same-wallet'
    | 'same-email'
    | 'disposable-email'
    | 'seats-left'
    | 'tier-full'
    | 'cooldown'
    | 'wallet-not-proven'
    | 'nft'
    | 'stake'
    | 'trust-fingerprint'
  /** `not-read`: nobody has looked yet, so the signal says nothing for or against. */
  readonly state: 'read' | 'not-read'
  readonly severity: Severity
  readonly text: string
  /** The other applications that it is about. */
  readonly applicationIds: readonly number[]
}

/** Another application of the same wallet or mailbox. */
export interface Twin {
  readonly id: number
  readonly status: ApplicationStatus
}

/** What the signals of one application follow from. */
export interface SignalFacts {
  readonly application: Application
  readonly sameWallet: readonly Twin[]
  /** The same mailbox: case, plus-addressing and Gmail's dots make no difference. */
  readonly sameEmail: readonly Twin[]
  readonly disposableEmail: boolean
  /** Of its tier; undefined where it has no tier. */
  readonly seats: { readonly taken: number; readonly cap: number | undefined } | undefined
  /** Its place in the queue for its tier, from 1; undefined unless the tier is full. */
  readonly waitingListPosition: number | undefined
  readonly cooldown: Cooldown | undefined
}

/** The signals of an application, those about its applicant first. */
export function signalsOf(facts: SignalFacts): Signal[] {
  return [
    ...twinSignal('same-wallet', 'wallet', facts.sameWallet),
    ...twinSignal('same-email', 'e-mail address', facts.sameEmail),
    ...disposableSignal(facts),
    ...cooldownSignal(facts),
    ...walletSignal(facts),
    ...seatSignal(facts),
    notRead('nft', 'whether the wallet holds a utility NFT'),
    notRead('stake', 'how much the wallet has staked'),
    notRead('trust-fingerprint', "the operator's TrustFingerprint"),
  ]
}

/**
 * How many warnings the list shows for an application.
 *
 * @param twins - Of its wallet and its mailbox, how many other applications have as well.
 */
export function countSignals({ email }: Pick<Application, 'email'>, twins: number): number {
  return twins + (email !== undefined && isDisposable(email) ? 1 : 0)
}

function twinSignal(code: 'same-wallet' | 'same-email', what: string, twins: readonly Twin[]): Signal[] {
  if (twins.length === 0) return []
  const list = twins.map(({ id, status }) => `${id} (${status.replace('_', ' ')})`).join(', ')
  const which = twins.length === 1 ? 'Another application has' : 'Other applications have'
  return [
    signal(
      code,
      'warning',
      `${which} the same ${what}: ${list}.`,
      twins.map(({ id }) => id),
    ),
  ]
}

function disposableSignal({ disposableEmail }: SignalFacts): Signal[] {
  if (!disposableEmail) return []
  return [
    signal('disposable-email', 'warning', 'The e-mail address is of a provider of throw-away addresses.'),
  ]
}

function cooldownSignal({ cooldown }: SignalFacts): Signal[] {
  if (!cooldown) return []
  const { applicationId, until } = cooldown
  const text = `Application ${applicationId} of the same person was rejected; the cooldown ends on ${day(until)}. The decision is yours.`
  return [signal('cooldown', 'warning', text, [applicationId])]
}

function walletSignal({ application }: SignalFacts): Signal[] {
  if (!application.wallet || application.walletProvenAt) return []
  return [
    signal(
      'wallet-not-proven',
      'info',
      'The wallet was only named; it has to sign when the credential is claimed.',
    ),
  ]
}

function seatSignal({ application, seats, waitingListPosition }: SignalFacts): Signal[] {
  if (!application.tier || !seats || seats.cap === undefined || !isOpen(application)) return []
  const { taken, cap } = seats
  const left = Math.max(0, cap - taken)
  if (left > 0) return [signal('seats-left', 'info', `${left} of ${cap} ${application.tier} nodes are free.`)]
  const place = waitingListPosition ? `; it is number ${waitingListPosition} on the waiting list` : ''
  return [signal('tier-full', 'blocking', `All ${cap} ${application.tier} nodes are taken${place}.`)]
}

function signal(
  code: Signal['code'],
  severity: Severity,
  text: string,
  applicationIds: readonly number[] = [],
): Signal {
  return { code, state: 'read', severity, text, applicationIds }
}

function notRead(code: Signal['code'], what: string): Signal {
  const text = `Not read: ${what} is read from the chain in a later release.`
  return { code, state: 'not-read', severity: 'info', text, applicationIds: [] }
}

function day(at: Date): string {
  return at.toISOString().slice(0, 10)
}
