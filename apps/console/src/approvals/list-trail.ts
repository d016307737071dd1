/** Where each page of a list was come to from: keys lead forwards only. Kept while the console is open. */
const trail = new Map<string, string | undefined>()

/** Remembers that the page at `after` follows the one at `from`; undefined is the first page. */
export function rememberStep(from: string | undefined, after: string): void {
  trail.set(after, from)
}

/** The page before the one at `after`; the first page where nobody came that way. */
export function stepBefore(after: string): string | undefined {
  return trail.get(after)
}
