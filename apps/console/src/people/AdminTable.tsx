import { Badge } from '../ui/Badge.tsx'
import { Button } from '../ui/Button.tsx'
import { HexText } from '../ui/HexText.tsx'
import { Table, Td, Th } from '../ui/Table.tsx'
import { Time } from '../ui/Time.tsx'
import type { Admin } from './admin.ts'

/** One line a person; `onOpen` gives each line a button for whoever may change people. */
export function AdminTable(props: {
  readonly admins: readonly Admin[]
  readonly onOpen: ((name: string) => void) | undefined
}) {
  return (
    <div className="rounded-lg border border-line bg-surface">
      <Table
        caption="People who run the network"
        head={
          <>
            <Th>Name</Th>
            <Th>Role</Th>
            <Th className="hidden sm:table-cell">Signs in by</Th>
            <Th className="hidden md:table-cell">Added</Th>
            {props.onOpen ? (
              <Th>
                <span className="sr-only">Change</span>
              </Th>
            ) : null}
          </>
        }
      >
        {props.admins.map((admin) => (
          <tr key={admin.id}>
            <Td className="font-medium">{admin.name}</Td>
            <Td>
              <Badge look={admin.role === 'owner' ? 'accent' : 'plain'}>{admin.role}</Badge>{' '}
              {admin.isSuspended ? <Badge look="warning">suspended</Badge> : null}
            </Td>
            <Td className="hidden sm:table-cell">
              <Proofs admin={admin} />
            </Td>
            <Td className="hidden text-soft md:table-cell">
              <Time at={admin.createdAt} /> by {admin.createdBy}
            </Td>
            {props.onOpen ? (
              <Td className="text-right">
                <Button onClick={() => props.onOpen?.(admin.name)} aria-label={`Change ${admin.name}`}>
                  Change
                </Button>
              </Td>
            ) : null}
          </tr>
        ))}
      </Table>
    </div>
  )
}

/** What a person proves to sign in. */
export function Proofs({ admin: { email, wallet } }: { readonly admin: Admin }) {
  if (!email && !wallet) return <span className="text-soft">sign-in links only</span>
  return (
    <span className="flex flex-wrap items-center gap-x-3">
      {email ? <span className="max-w-64 truncate">{email}</span> : null}
      {wallet ? <HexText hex={wallet} label={'wallet'} /> : null}
    </span>
  )
}
