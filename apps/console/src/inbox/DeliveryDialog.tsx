import type { ReactNode } from 'react'
import { type ApiOutputs, troubleOf } from '../api/client.ts'
import { may } from '../session/may.ts'
import { useSession } from '../session/use-session.ts'
import { useAnnounce } from '../ui/Announcer.tsx'
import { Button } from '../ui/Button.tsx'
import { CopyButton } from '../ui/CopyButton.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Time } from '../ui/Time.tsx'
import { ApplicationLink } from './ApplicationLink.tsx'
import { OUTCOME_MEANS, OutcomeBadge } from './OutcomeBadge.tsx'
import { sizeInWords } from './reading-words.ts'
import { type Deed, useDeed, useDelivery } from './use-inbox.ts'

type Delivery = ApiOutputs['admin']['getDelivery']

/** One delivery: what became of it, what it says, and what can be done about it. */
export function DeliveryDialog(props: { readonly deliveryId: string; readonly onClose: () => void }) {
  const { deliveryId, onClose } = props
  const { data: delivery, error } = useDelivery(deliveryId)
  return (
    <Dialog title={`Delivery ${deliveryId}`} onClose={onClose}>
      {error ? <Notice look="trouble">{troubleOf(error).message}</Notice> : null}
      {delivery ? (
        <div className="grid gap-3">
          <p className="text-soft">{OUTCOME_MEANS[delivery.outcome]}</p>
          <Facts delivery={delivery} />
          <Body text={delivery.text} />
        </div>
      ) : null}
      <div className="mt-4 flex flex-wrap justify-end gap-2">
        <Button onClick={onClose}>Close</Button>
        {delivery ? <Deeds delivery={delivery} onDone={onClose} /> : null}
      </div>
    </Dialog>
  )
}

function Facts({ delivery }: { readonly delivery: Delivery }) {
  return (
    <dl className="grid grid-cols-[max-content_1fr] gap-x-4 gap-y-1">
      <Fact name="Outcome">
        <OutcomeBadge outcome={delivery.outcome} />
      </Fact>
      <Fact name="Received">
        <Time at={delivery.receivedAt} exact />
        {delivery.source === 'typeform' ? ' by the webhook' : ' by a back-fill'}
      </Fact>
      <Fact name="Form">{delivery.formId ?? 'not known'}</Fact>
      <Fact name="Read by">{delivery.adapter ?? 'nobody'}</Fact>
      {delivery.shape ? <Fact name="Shape">{delivery.shape}</Fact> : null}
      <Fact name="Application">
        <ApplicationLink id={delivery.applicationId} />
      </Fact>
    </dl>
  )
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt className="text-soft">{name}</dt>
      <dd className="min-w-0 [overflow-wrap:anywhere]">{children}</dd>
    </>
  )
}

/** Somebody else's words: shown as text, whatever they look like. */
function Body({ text }: { readonly text: string }) {
  if (text === '') return <p className="text-soft">Nothing of what was sent is left.</p>
  return (
    <section aria-label="What was sent" className="min-w-0 overflow-hidden rounded-md border border-line">
      <div className="flex items-center justify-between gap-2 border-b border-line px-3 py-1 text-xs text-soft">
        <span>{sizeInWords(new Blob([text]).size)}. The audit log keeps that you opened it.</span>
        <CopyButton text={text} label="what was sent" />
      </div>
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard must reach it
        tabIndex={0}
        className="max-h-[45vh] overflow-auto p-3 font-mono text-xs whitespace-pre-wrap [overflow-wrap:anywhere]"
      >
        {text}
      </pre>
    </section>
  )
}

function Deeds({ delivery, onDone }: { readonly delivery: Delivery; readonly onDone: () => void }) {
  const { signedIn } = useSession()
  const announce = useAnnounce()
  const deed = useDeed((sentence) => {
    announce(sentence)
    onDone()
  })
  if (!may(signedIn, 'inbox.write') || delivery.text === '') return null
  const button = (name: Deed, words: string, look: 'plain' | 'primary' | 'danger') => (
    <Button
      look={look}
      disabled={deed.isPending}
      isBusy={deed.isPending && deed.variables.deed === name}
      onClick={() => deed.mutate({ deed: name, deliveryId: delivery.id })}
    >
      {words}
    </Button>
  )
  const hasApplication = delivery.outcome === 'submitted' || delivery.outcome === 'duplicate'
  return (
    <>
      {hasApplication || delivery.outcome === 'discarded' ? null : button('discard', 'Discard', 'danger')}
      {delivery.outcome === 'test' ? button('promote', 'Promote to an application', 'plain') : null}
      {button('replay', 'Replay', 'primary')}
      {deed.error ? <Notice look="trouble">{troubleOf(deed.error).message}</Notice> : null}
    </>
  )
}
