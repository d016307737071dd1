import type { Address, NodeId, Tier } from '@noderr/protocol'
import type { ApplicationSource, ApplicationStatus } from '../applications/index.ts'

/** What an applicant wrote, as it is kept. */
export interface OwnAnswers {
  readonly email: string | null
  readonly name: string | null
  readonly wallet: Address | null
  readonly tier: Tier | null
  readonly operatingSystem: string | null
  readonly rpcEndpoint: string | null
  readonly experience: string | null
  readonly infrastructure: string | null
  readonly motivation: string | null
  readonly stakeAmount: string | null
}

/** What a reviewer wanted to know, and what the applicant answered. */
export interface OwnQuestion {
  readonly question: string
  readonly askedAt: Date
  readonly answer: string | null
  readonly answeredAt: Date | null
}

/** The newest credential of an application. */
export interface OwnCredential {
  readonly id: number
  readonly nodeId: NodeId
  readonly claimedAt: Date | null
  readonly expiresAt: Date | null
  readonly revokedAt: Date | null
  /** When its node enrolled. */
  readonly enrolledAt: Date | null
}

/** How far the credential of an approved application has come. */
export interface OwnClaim {
  readonly state: 'invited' | 'claimed' | 'enrolled' | 'expired' | 'revoked'
  readonly nodeId: NodeId
  /** When it was claimed, its node enrolled, or it ended; null for an invited one. */
  readonly at: Date | null
}

/** An application as its applicant may see it: without notes, signals, or who reviewed it. */
export interface OwnApplication {
  readonly id: number
  readonly publicId: string
  readonly source: ApplicationSource
  readonly status: ApplicationStatus
  readonly answers: OwnAnswers
  /** Whether the wallet signed for the application itself. */
  readonly isWalletProven: boolean
  readonly submittedAt: Date
  /** Where the clock of its review started. */
  readonly clockFrom: Date
  /** Since when the applicant owes an answer; the clock stands meanwhile. */
  readonly waitingSince: Date | null
  readonly reviewedAt: Date | null
  /** What the reviewer wrote to the applicant with a rejection. */
  readonly rejectionReason: string | null
  readonly questions: readonly OwnQuestion[]
  readonly history: readonly { readonly status: ApplicationStatus; readonly at: Date }[]
  readonly credential: OwnCredential | null
}

/** The state of a credential's claim at `now`. */
export function claimOf(credential: OwnCredential, now: Date): OwnClaim {
  const { nodeId, claimedAt, expiresAt, revokedAt, enrolledAt } = credential
  if (revokedAt) return { state: 'revoked', nodeId, at: revokedAt }
  if (expiresAt && expiresAt <= now) return { state: 'expired', nodeId, at: expiresAt }
  if (enrolledAt) return { state: 'enrolled', nodeId, at: enrolledAt }
  return { state: claimedAt ? 'claimed' : 'invited', nodeId, at: claimedAt }
}
