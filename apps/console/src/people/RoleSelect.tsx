import { Select } from '../ui/Field.tsx'
import { ROLES, type Role } from './roles.ts'

/** Chooses a role and says what it is for. */
export function RoleSelect(props: { readonly role: Role; readonly onChange: (role: Role) => void }) {
  const purpose = ROLES.find(([role]) => role === props.role)?.[1]
  return (
    <Select
      label="Role"
      hint={purpose}
      value={props.role}
      onChange={({ target }) => {
        const chosen = ROLES.find(([role]) => role === target.value)
        if (chosen) props.onChange(chosen[0])
      }}
    >
      {ROLES.map(([role]) => (
        <option key={role}>{role}</option>
      ))}
    </Select>
  )
}
