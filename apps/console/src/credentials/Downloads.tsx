import { useState } from 'react'
import { Table, Td, Th } from '../ui/Table.tsx'
import { Time } from '../ui/Time.tsx'
import { DeedTrouble } from './DeedTrouble.tsx'
import { useDownloads } from './use-credentials.ts'

/** What of a credential was downloaded, when, and roughly where to; asked for when it is opened. */
export function Downloads({ credentialId }: { readonly credentialId: number }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="cursor-pointer text-soft">Downloads</summary>
      {isOpen ? <DownloadRows credentialId={credentialId} /> : null}
    </details>
  )
}

function DownloadRows({ credentialId }: { readonly credentialId: number }) {
  const { data, error } = useDownloads(credentialId)
  if (error) return <DeedTrouble error={error} />
  if (!data) return <p className="py-2 text-soft">Loading …</p>
  if (data.length === 0) return <p className="py-2 text-soft">Nothing was downloaded yet.</p>
  return (
    <Table
      caption={`Downloads of credential ${credentialId}`}
      head={
        <>
          <Th>What</Th>
          <Th>When</Th>
          <Th>Network</Th>
          <Th>Program</Th>
        </>
      }
    >
      {data.map(({ id, type, at, network, userAgent }) => (
        <tr key={id}>
          <Td>{type}</Td>
          <Td>
            <Time at={at} />
          </Td>
          <Td className="font-mono text-xs whitespace-nowrap">{network ?? 'not known'}</Td>
          <Td className="max-w-48 truncate text-soft" title={userAgent}>
            {userAgent ?? 'not known'}
          </Td>
        </tr>
      ))}
    </Table>
  )
}
