/** How many applications there are of each kind; exact. */
export interface ApplicationStats {
  readonly total: number
  /** By status; a status without applications is 0. */
  readonly byStatus: Readonly<Record<string, number>>
  /** The open ones by tier; `none` are those without a tier. */
  readonly openByTier: Readonly<Record<string, number>>
  readonly overdue: number
  readonly waitingForApplicant: number
  readonly needsSecondApproval: number
  /** Nodes by tier: taken and allowed (null means no cap). */
  readonly seats: Readonly<Record<string, { readonly taken: number; readonly cap: number | null }>>
}
