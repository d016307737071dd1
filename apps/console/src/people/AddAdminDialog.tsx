import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, troubleOf } from '../api/client.ts'
import { useAnnounce } from '../ui/Announcer.tsx'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { TextField } from '../ui/Field.tsx'
import { Notice } from '../ui/Notice.tsx'
import { RoleSelect } from './RoleSelect.tsx'
import type { Role } from './roles.ts'

/** Asks who shall run the network as well, and what they prove to sign in. */
export function AddAdminDialog({ onClose }: { readonly onClose: () => void }) {
  const [person, setPerson] = useState({ name: '', email: '', wallet: '' })
  const [role, setRole] = useState<Role>('viewer')
  const client = useQueryClient()
  const announce = useAnnounce()
  const adding = useMutation({
    mutationFn: () => {
      const { name, email, wallet } = person
      return api.admin.addAdmin.mutate({ name, role, email: email || undefined, wallet: wallet || undefined })
    },
    onSuccess: async ({ state }) => {
      await client.invalidateQueries({ queryKey: ['admins'] })
      announce(
        state === 'applied'
          ? `${person.name} runs the network as ${role} from now on.`
          : `Proposed. ${person.name} is added once another person confirms it.`,
      )
      onClose()
    },
  })
  const field = (name: keyof typeof person) => ({
    value: person[name],
    onChange: ({ target }: { target: { value: string } }) =>
      setPerson({ ...person, [name]: target.value.trim() }),
  })
  return (
    <Dialog title="Add a person" onClose={onClose}>
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          adding.mutate()
        }}
      >
        {adding.error ? <Notice look="trouble">{troubleOf(adding.error).message}</Notice> : null}
        <TextField
          label="Name"
          hint="As the audit log shall call them: small letters, digits, . _ -"
          pattern="[a-z0-9][a-z0-9._\-]{0,39}"
          required
          {...field('name')}
        />
        <RoleSelect role={role} onChange={setRole} />
        <TextField
          label="E-mail address"
          type="email"
          hint="Signs in by a link that is mailed there."
          {...field('email')}
        />
        <TextField
          label="Wallet"
          hint="Signs in by its signature."
          pattern="0x[0-9a-fA-F]{40}"
          {...field('wallet')}
        />
        <div className="flex justify-end gap-2 pt-1">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" isBusy={adding.isPending}>
            Add
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
