import { troubleOf } from '../api/client.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Table, Td, Th } from '../ui/Table.tsx'
import { Time } from '../ui/Time.tsx'
import { sizeInWords } from './reading-words.ts'
import { useQuarantine } from './use-inbox.ts'

/** What came without a signature that fits. Nobody vouches for it, so it is counted and never shown. */
export function QuarantineTable() {
  const { data, error } = useQuarantine()
  if (error)
    return (
      <div className="p-4">
        <Notice look="trouble">{troubleOf(error).message}</Notice>
      </div>
    )
  if (!data) return null
  if (data.length === 0)
    return (
      <EmptyState title="Nothing is in quarantine">
        What arrives with a wrong signature, or none, stands here for a day.
      </EmptyState>
    )
  return (
    <>
      <p className="max-w-prose px-4 py-3 text-soft">
        Their signature does not fit, so nobody reads them; they are gone after a day. Many at once mean that
        TYPEFORM_WEBHOOK_SECRET is not the secret that Typeform has.
      </p>
      <Table
        caption="Bodies in quarantine, newest first"
        head={
          <>
            <Th className="pl-4">Reason</Th>
            <Th>Size</Th>
            <Th>Received</Th>
          </>
        }
      >
        {data.map(({ id, reason, length, receivedAt }) => (
          <tr key={id}>
            <Td className="pl-4">{reason}</Td>
            <Td>{sizeInWords(length)}</Td>
            <Td>
              <Time at={receivedAt} />
            </Td>
          </tr>
        ))}
      </Table>
    </>
  )
}
