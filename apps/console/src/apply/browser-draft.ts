import { EMPTY, FIELD_NAMES, type FormAnswers } from './form.ts'

const KEY = 'noderr.application-draft'

/** What a visitor has written, kept in their browser alone. */
export interface BrowserDraft {
  readonly answers: FormAnswers
  /** Milliseconds. */
  readonly savedAt: number
}

/** The draft in this browser; null when there is none, or none that can be read. */
export function readBrowserDraft(): BrowserDraft | null {
  try {
    const { answers, savedAt } = JSON.parse(localStorage.getItem(KEY) ?? 'null') ?? {}
    return typeof savedAt === 'number' ? { answers: toAnswers(answers), savedAt } : null
  } catch {
    return null
  }
}

/** @returns Whether the browser took it; in a private window it may not. */
export function writeBrowserDraft(draft: BrowserDraft): boolean {
  try {
    localStorage.setItem(KEY, JSON.stringify(draft))
    return true
  } catch {
    return false
  }
}

export function removeBrowserDraft(): void {
  try {
    localStorage.removeItem(KEY)
  } catch {
    // A browser that keeps nothing has nothing to remove.
  }
}

/** The fields of the form out of whatever was kept. */
export function toAnswers(kept: unknown): FormAnswers {
  const found = (kept ?? {}) as Partial<Record<string, unknown>>
  const entries = FIELD_NAMES.map((name) => [name, typeof found[name] === 'string' ? found[name] : ''])
  return { ...EMPTY, ...Object.fromEntries(entries) }
}
