import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, troubleOf } from '../api/client.ts'
import { useAnnounce } from '../ui/Announcer.tsx'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Notice } from '../ui/Notice.tsx'
import { AdminSessions } from './AdminSessions.tsx'
import type { Admin } from './admin.ts'
import { RoleSelect } from './RoleSelect.tsx'

/** Changes a person's role, ends their sessions, or removes them. */
export function AdminDialog({ admin, onClose }: { readonly admin: Admin; readonly onClose: () => void }) {
  const { name } = admin
  const [role, setRole] = useState(admin.role)
  const [isRemoving, setRemoving] = useState(false)
  const client = useQueryClient()
  const announce = useAnnounce()
  const changing = useMutation({
    mutationFn: async (change: 'role' | 'removal') => {
      const { state } =
        change === 'role'
          ? await api.admin.setAdminRole.mutate({ name, role })
          : await api.admin.removeAdmin.mutate({ name })
      if (state === 'proposed') return `Proposed. Another person has to confirm what changes about ${name}.`
      return change === 'role' ? `${name} is ${role} now.` : `${name} runs this network no more.`
    },
    onSuccess: async (news) => {
      await client.invalidateQueries({ queryKey: ['admins'] })
      announce(news)
      onClose()
    },
  })
  return (
    <Dialog title={name} onClose={onClose}>
      <div className="grid gap-4">
        {changing.error ? <Notice look="trouble">{troubleOf(changing.error).message}</Notice> : null}
        <RoleSelect role={role} onChange={setRole} />
        <AdminSessions name={name} />
        {isRemoving ? (
          <Notice look="warning">
            {name} loses every right with the next request. What they did stays in the audit log.
          </Notice>
        ) : null}
        <div className="flex flex-wrap justify-between gap-2">
          <Button
            look="danger"
            isBusy={changing.isPending}
            onClick={() => (isRemoving ? changing.mutate('removal') : setRemoving(true))}
          >
            {isRemoving ? `Yes, remove ${name}` : 'Remove'}
          </Button>
          <div className="flex gap-2">
            <Button onClick={onClose}>Close</Button>
            <Button
              look="primary"
              disabled={role === admin.role}
              isBusy={changing.isPending}
              onClick={() => changing.mutate('role')}
            >
              Change the role
            </Button>
          </div>
        </div>
      </div>
    </Dialog>
  )
}
