import { useState } from 'react'
import type { ApiOutputs } from '../api/client.ts'
import { TAB } from '../ui/Tabs.tsx'

type Mail = ApiOutputs['admin']['getMail']

const LOOKS = ['page', 'text'] as const

/**
 * What a mail says: as the page that mail programs show, and as plain text. The page comes from the control plane into a
 * frame that may do nothing: no script, no form, no way out.
 */
export function MailBody({ mail }: { readonly mail: Mail }) {
  const [look, setLook] = useState<(typeof LOOKS)[number]>(mail.html === undefined ? 'text' : 'page')
  return (
    <section aria-label="What it says" className="min-w-0 overflow-hidden rounded-md border border-line">
      <div className="flex gap-1 border-b border-line px-1">
        {LOOKS.map((one) => (
          <button
            key={one}
            type="button"
            aria-current={look === one || undefined}
            disabled={one === 'page' && mail.html === undefined}
            onClick={() => setLook(one)}
            className={`cursor-pointer ${TAB}`}
          >
            {one === 'page' ? 'As a page' : 'As text'}
          </button>
        ))}
      </div>
      {look === 'page' ? (
        <iframe
          title={`The mail "${mail.subject}" as a page`}
          src={`/api/admin/mails/${mail.id}/preview`}
          sandbox=""
          className="block h-[26rem] max-h-[55vh] w-full"
        />
      ) : (
        <pre
          // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard must reach it
          tabIndex={0}
          className="max-h-[55vh] overflow-auto p-3 font-mono text-xs whitespace-pre-wrap [overflow-wrap:anywhere]"
        >
          {mail.text}
        </pre>
      )}
    </section>
  )
}
