import { escapeHtml, isWebAddress } from './render-html.ts'

const PLACEHOLDER = /\{\{(\w+)\}\}/

/** A mail as it is kept: its placeholders stand as `{{name}}`. */
export interface Bodies {
  readonly text: string
  /** Null for a mail that was queued before mails had HTML. */
  readonly html: string | null
}

/**
 * A kept mail with every placeholder filled in, in its text as it is and in its HTML escaped.
 *
 * @param values - By placeholder: addresses to open.
 * @throws {@link PlaceholderError} for a placeholder without a value, or a value that is no web address.
 */
export function fillPlaceholders({ text, html }: Bodies, values: Readonly<Record<string, string>>): Bodies {
  const fill = (name: string): string => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined
    if (value === undefined || !isWebAddress(value)) throw new PlaceholderError(name)
    return value
  }
  return {
    text: replacePlaceholders(text, fill),
    html: html === null ? null : replacePlaceholders(html, (name) => escapeHtml(fill(name))),
  }
}

export function hasPlaceholders({ text }: Bodies): boolean {
  return PLACEHOLDER.test(text)
}

/** A kept mail's HTML to look at: placeholders stand as such and lead nowhere. */
export function showPlaceholders(html: string): string {
  return html.replace(/ href="\{\{\w+\}\}"/g, '')
}

function replacePlaceholders(body: string, fill: (name: string) => string): string {
  return body.replaceAll(new RegExp(PLACEHOLDER, 'g'), (_, name: string) => fill(name))
}

export class PlaceholderError extends Error {
  override readonly name = 'PlaceholderError'
  readonly kind = 'conflict'
  readonly code = 'mail.placeholder-empty'
  readonly placeholder: string

  constructor(placeholder: string) {
    super(
      `nobody fills {{${placeholder}}} with a web address for this type of mail; give mailJobs a filler for it`,
    )
    this.placeholder = placeholder
  }
}
