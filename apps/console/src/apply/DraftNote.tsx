import { Button } from '../ui/Button.tsx'
import { isEmpty } from './form.ts'
import type { DraftState, Keeping } from './use-draft.ts'

const KEPT: Readonly<Record<Keeping, string>> = {
  nowhere: 'Nothing is kept yet. What you write stays in this browser until you send it.',
  browser: 'Your draft is kept in this browser, and nowhere else, until you send it.',
  account:
    'Your draft is kept with your sign-in, for 90 days: open this page on another device and go on there.',
}

/** Beside the form: where the draft is, and what happens to what is sent. */
export function DraftNote(props: { readonly draft: DraftState; readonly answerDays: number }) {
  const { keeping, answers, discard } = props.draft
  return (
    <aside
      aria-label="Your draft and your data"
      className="grid content-start gap-5 lg:sticky lg:top-6 lg:self-start"
    >
      <section className="rounded-lg border border-line bg-surface p-4">
        <h2 className="mb-1 font-semibold">Your draft</h2>
        <p className="text-soft" role="status">
          {KEPT[keeping]}
        </p>
        {isEmpty(answers) ? null : (
          <Button look="quiet" className="mt-2 -ml-3" onClick={discard}>
            Throw it away
          </Button>
        )}
      </section>
      <section className="grid gap-2 px-4 text-xs text-soft">
        <h2 className="text-[13px] font-semibold text-ink">What we do with it</h2>
        <p>
          A person reads it and answers within {props.answerDays} business days. Whoever runs the network sees
          it, nobody else does.
        </p>
        <p>
          Under My applications you can read everything that we keep about you, take it with you, and have it
          erased.
        </p>
      </section>
    </aside>
  )
}
