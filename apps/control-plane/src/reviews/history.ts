/** Something that happened to an application. */
export type HistoryEntry =
  | {
      readonly kind: 'status'
      readonly at: Date
      /** Who decided; undefined for the submission itself. */
      readonly by: string | undefined
      readonly from: string | undefined
      readonly to: string
      readonly why: string | undefined
    }
  | {
      readonly kind: 'correction'
      readonly at: Date
      readonly by: string
      readonly why: string
      /** Answers by name; null is what was not said. */
      readonly before: Readonly<Record<string, string | null>>
      readonly after: Readonly<Record<string, string | null>>
    }

/** Two histories as one, oldest first. */
export function mergeHistory(...parts: readonly (readonly HistoryEntry[])[]): HistoryEntry[] {
  return parts.flat().sort((a, b) => a.at.getTime() - b.at.getTime())
}
