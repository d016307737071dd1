import { type Block, greetingOf, type Letter, reasonOf, SENDER, subjectOf } from './letter.ts'

/**
 * The letter as HTML that mail programs show: one column of plain elements with inline styles, light and dark, no
 * image, no script, nothing that is fetched. Placeholders stand as `{{name}}`.
 *
 * Every text is escaped, braces included, so that nothing that others wrote is markup or opens a placeholder.
 */
export function renderHtml(letter: Letter): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no">
<title>${escapeHtml(subjectOf(letter))}</title>
<style>${DARK}</style>
</head>
<body class="ground" style="margin:0;padding:0;background-color:#f4f5f7;">
<div style="display:none;max-height:0;overflow:hidden;opacity:0;">${escapeHtml(preheaderOf(letter))}</div>
<div class="ground" style="padding:24px 12px;background-color:#f4f5f7;font-family:${FONTS};">
<div class="sheet" style="max-width:560px;margin:0 auto;padding:28px 28px 12px;background-color:#ffffff;border:1px solid #e2e5ea;border-radius:10px;">
<p class="brand" style="margin:0 0 20px;font-size:14px;line-height:20px;font-weight:600;color:#4b2fae;">${SENDER}</p>
<h1 class="ink" style="margin:0 0 20px;font-size:21px;line-height:28px;font-weight:600;color:#151a22;">${escapeHtml(subjectOf(letter))}</h1>
${[greetingOf(letter), ...letter.blocks].map(renderBlock).join('\n')}
</div>
<p class="soft foot" style="max-width:560px;margin:16px auto 0;padding:0 29px;font-size:13px;line-height:19px;color:#566071;">Sent by the ${SENDER}. ${escapeHtml(reasonOf(letter))}</p>
</div>
</body>
</html>
`
}

const FONTS = "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif"
const MONO = "ui-monospace,'SF Mono',Menlo,Consolas,monospace"

/** Only what programs that know no style sheet can do without: the light colours stand in the elements. */
const DARK = `
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (prefers-color-scheme: dark) {
  .ground { background-color: #0a0d12 !important; }
  .sheet { background-color: #10141b !important; border-color: #222a35 !important; }
  .raised { background-color: #161b24 !important; border-color: #3a4555 !important; }
  .ink { color: #e8ecf2 !important; }
  .soft { color: #97a2b3 !important; }
  .brand, .link { color: #ab8fff !important; }
  .button { background-color: #ab8fff !important; color: #14092f !important; }
}
@media (max-width: 480px) {
  .sheet { padding: 22px 18px 8px !important; }
  .foot { padding: 0 19px !important; }
}
`

const TEXT = 'font-size:16px;line-height:25px;color:#151a22;'

function renderBlock(block: Block): string {
  if (typeof block === 'string')
    return `<p class="ink" style="margin:0 0 16px;${TEXT}">${escapeLines(block)}</p>`
  if ('quote' in block)
    return `<blockquote class="raised ink" style="margin:0 0 16px;padding:12px 16px;background-color:#f7f8fa;border-left:3px solid #c3cad4;overflow-wrap:anywhere;${TEXT}">${escapeLines(block.quote)}</blockquote>`
  if ('facts' in block) return renderFacts(block.facts)
  const { label, link } = block
  return typeof link === 'string'
    ? renderLink(label, escapeHtml(link), isWebAddress(link))
    : renderLink(label, `{{${link.placeholder}}}`, true)
}

function renderFacts(facts: Readonly<Record<string, string>>): string {
  const rows = Object.entries(facts).map(
    ([what, value]) =>
      `<dt class="soft" style="margin:0;font-size:13px;line-height:18px;color:#566071;">${escapeHtml(what)}</dt>
<dd class="ink" style="margin:0 0 10px;font-family:${MONO};font-size:14px;line-height:20px;color:#151a22;overflow-wrap:anywhere;word-break:break-word;">${escapeLines(value)}</dd>`,
  )
  return `<dl class="raised" style="margin:0 0 16px;padding:12px 16px 2px;background-color:#f7f8fa;border-left:3px solid #c3cad4;">
${rows.join('\n')}
</dl>`
}

/** A button, and the address beneath it for programs that show no button. What is no web address is no link. */
function renderLink(label: string, escapedLink: string, isLink: boolean): string {
  const small = 'font-size:13px;line-height:19px;'
  const address = `<p class="soft" style="margin:0 0 20px;${small}color:#566071;overflow-wrap:anywhere;word-break:break-word;">${escapedLink}</p>`
  if (!isLink) return `<p class="ink" style="margin:0 0 6px;${TEXT}">${escapeHtml(label)}:</p>\n${address}`
  return `<p style="margin:8px 0 12px;"><a class="button" href="${escapedLink}" style="display:inline-block;padding:11px 20px;background-color:#4b2fae;border-radius:8px;font-size:16px;line-height:22px;font-weight:600;color:#ffffff;text-decoration:none;">${escapeHtml(label)}</a></p>
<p class="soft" style="margin:0;${small}color:#566071;">If the button does nothing, open this address:</p>
${address}`
}

/** An address of the web and nothing that a mail program would run. */
export function isWebAddress(link: string): boolean {
  return ['https:', 'http:'].includes(URL.parse(link)?.protocol ?? '')
}

/** What programs show beside the subject: the beginning of what the letter says. */
function preheaderOf({ blocks }: Letter): string {
  return blocks
    .filter((block) => typeof block === 'string')
    .join(' ')
    .slice(0, 140)
}

function escapeLines(text: string): string {
  return escapeHtml(text).replace(/\r\n|\r|\n/g, '<br>')
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
  '{': '&#123;',
  '}': '&#125;',
}

/** Text for an element or a quoted attribute. */
export function escapeHtml(text: string): string {
  return text
    .replace(/[^\P{Cc}\n\r\t]/gu, '')
    .replace(/[&<>"'`{}]/g, (character) => ENTITIES[character] ?? '')
}
