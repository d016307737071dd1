/**
 * One piece of a letter: a paragraph; what somebody else wrote; facts, one a line; or a link to follow.
 *
 * A link that must not be stored is a placeholder: the mail is kept without it, and it is filled in while it is sent.
 */
export type Block =
  | string
  | { readonly quote: string }
  | { readonly facts: Readonly<Record<string, string>> }
  | { readonly label: string; readonly link: string | { readonly placeholder: string } }

/** What a mail says, apart from how it looks. Every text in it is plain: whoever renders it escapes it. */
export interface Letter {
  readonly subject: string
  /** Whom it greets, as they wrote it themselves; undefined greets nobody by name. */
  readonly name: string | undefined
  readonly blocks: readonly Block[]
}

/** The letter as plain text; placeholders stand as `{{name}}`, and nothing that others wrote can open one. */
export function renderText({ name, blocks }: Letter): string {
  return `${[greet(name), ...blocks.map(renderBlock)].join('\n\n')}\n`
}

function greet(name: string | undefined): string {
  const onOneLine = withoutPlaceholders(name ?? '')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 100)
  return onOneLine === '' ? 'Hello,' : `Hello ${onOneLine},`
}

function renderBlock(block: Block): string {
  if (typeof block === 'string') return withoutPlaceholders(block)
  if ('quote' in block) return withoutPlaceholders(block.quote).replace(/^/gm, '> ')
  if ('facts' in block) {
    return Object.entries(block.facts)
      .map(([what, value]) => withoutPlaceholders(`${what}: ${value}`))
      .join('\n')
  }
  const { label, link } = block
  return `${withoutPlaceholders(label)}:\n${typeof link === 'string' ? withoutPlaceholders(link) : `{{${link.placeholder}}}`}`
}

/** Text that others wrote must not open a placeholder. */
function withoutPlaceholders(text: string): string {
  return text.replace(/\{(?=\{)/g, '{ ')
}
