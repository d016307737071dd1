import type { ReactNode } from 'react'
import { Button } from '../ui/Button.tsx'
import { Time } from '../ui/Time.tsx'
import { ApplicationLink } from './ApplicationLink.tsx'
import { OutcomeBadge } from './OutcomeBadge.tsx'
import type { Entry } from './use-inbox.ts'

/** Deliveries, newest first; on a narrow screen each is a card. */
export function DeliveryTable(props: {
  readonly deliveries: readonly Entry[]
  readonly onOpen: (deliveryId: string) => void
  /** Undefined for those who may only look. */
  readonly onReplay: ((deliveryId: string) => void) | undefined
  /** The delivery that is being replayed. */
  readonly busy: string | undefined
}) {
  const { deliveries, onOpen, onReplay, busy } = props
  return (
    <table className="block w-full text-left md:table">
      <caption className="sr-only">Deliveries, newest first</caption>
      <thead className="sr-only text-xs text-soft md:not-sr-only md:table-header-group">
        <tr className="md:table-row">
          {['Outcome', 'Delivery', 'Form', 'Read by', 'Application', 'Received', 'Actions'].map((head) => (
            <th key={head} scope="col" className="px-2 py-2 font-medium first:pl-4 last:pr-4">
              {head === 'Actions' ? <span className="sr-only">{head}</span> : head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="block md:table-row-group">
        {deliveries.map((delivery) => (
          <tr
            key={delivery.id}
            className="grid grid-cols-[6.5rem_1fr] gap-x-3 gap-y-0.5 border-t border-line px-4 py-3 md:table-row md:p-0"
          >
            <Cell>
              <OutcomeBadge outcome={delivery.outcome} />
            </Cell>
            <Cell>
              <OpenButton delivery={delivery} onOpen={onOpen} />
            </Cell>
            <Cell label="Form">{delivery.formId ?? <span className="text-soft">not known</span>}</Cell>
            <Cell label="Read by">
              <ReadBy delivery={delivery} />
            </Cell>
            <Cell label="Application">
              <ApplicationLink id={delivery.applicationId} />
            </Cell>
            <Cell label="Received">
              <Time at={delivery.receivedAt} />
            </Cell>
            <Cell className="md:text-right" inside="col-start-2 mt-1 md:mt-0">
              {onReplay && delivery.length > 0 ? (
                <Button
                  isBusy={busy === delivery.id}
                  aria-label={`Replay delivery ${delivery.id}`}
                  onClick={() => onReplay(delivery.id)}
                >
                  Replay
                </Button>
              ) : null}
            </Cell>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** On a narrow screen the label stands in the first column of the card, and the value in the second. */
function Cell(props: {
  readonly label?: string
  readonly className?: string
  readonly inside?: string
  readonly children: ReactNode
}) {
  return (
    <td
      className={`contents md:table-cell md:px-2 md:py-2 md:align-middle md:first:pl-4 md:last:pr-4 ${props.className ?? ''}`}
    >
      {props.label ? (
        <span className="text-soft md:hidden" aria-hidden="true">
          {props.label}
        </span>
      ) : null}
      <div className={`min-w-0 [overflow-wrap:anywhere] ${props.inside ?? ''}`}>{props.children}</div>
    </td>
  )
}

function OpenButton({
  delivery,
  onOpen,
}: {
  readonly delivery: Entry
  readonly onOpen: (id: string) => void
}) {
  return (
    <button
      type="button"
      onClick={() => onOpen(delivery.id)}
      className="cursor-pointer text-left font-medium underline decoration-line underline-offset-3 hover:decoration-current"
    >
      Delivery {delivery.id}
    </button>
  )
}

function ReadBy({ delivery }: { readonly delivery: Entry }) {
  if (delivery.adapter) return <span className="font-mono text-xs">{delivery.adapter}</span>
  if (delivery.shape === null) return <span className="text-soft">nobody</span>
  return (
    <span className="text-soft">
      nobody; shape <span className="font-mono text-xs">{delivery.shape}</span>
    </span>
  )
}
