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
  /** Why the reader gets it, after "because"; left out, the address stands in an application. */
  readonly why?: string
}

/** Who writes: the head and the foot of every letter. */
export const SENDER = 'Noderr network'

/** The letter as plain text; placeholders stand as `{{name}}`, and nothing that others wrote can open one. */
export function renderText(letter: Letter): string {
  const blocks = [greetingOf(letter), ...letter.blocks.map(renderBlock)]
  return `${blocks.join('\n\n')}\n\n-- \nSent by the ${SENDER}. ${withoutPlaceholders(reasonOf(letter))}\n`
}

/** The subject on one line, as a header takes it. */
export function subjectOf({ subject }: Letter): string {
  return onOneLine(subject).slice(0, 200)
}

/**
 * "Hello Ada," or "Hello,". A name that a mail program would make a link of is left out: whoever fills in a form with
 * somebody else's address could send them there in our name.
 */
export function greetingOf({ name }: Letter): string {
  const greeted = onOneLine(withoutPlaceholders(name ?? '')).slice(0, 100)
  return greeted === '' || /[:/\\@]|\S[.。．]\S/.test(greeted) ? 'Hello,' : `Hello ${greeted},`
}

/** "You get this mail because …" */
export function reasonOf({
  why = 'this address stands in an application to run a Noderr node',
}: Letter): string {
  return `You get this mail because ${why}.`
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

/** Neither line breaks, which would end a header, nor what turns the direction of writing around. */
function onOneLine(text: string): string {
  return text
    .replace(/[\u202a-\u202e\u2066-\u2069]/g, '')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
}

/** Text that others wrote must not open a placeholder. */
function withoutPlaceholders(text: string): string {
  return text.replace(/\{(?=\{)/g, '{ ')
}
