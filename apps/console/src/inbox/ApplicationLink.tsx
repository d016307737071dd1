import { Link } from '@tanstack/react-router'

/** The application that a delivery belongs to. */
export function ApplicationLink({ id }: { readonly id: number | null }) {
  if (id === null) return <span className="text-soft">none</span>
  return (
    <Link
      to="/admin/approvals/$applicationId"
      params={{ applicationId: String(id) }}
      className="underline decoration-line underline-offset-3 hover:decoration-current"
    >
      {id}
    </Link>
  )
}
