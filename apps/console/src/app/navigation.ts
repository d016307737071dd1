/** A way to a page from every other page. */
export interface Way {
  readonly to: string
  readonly label: string
  /** The permission without which the way is not shown; undefined: shown to everybody. */
  readonly needs?: string
}

/** In the order in which they are shown. */
export const WAYS: readonly Way[] = [
  { to: '/', label: 'Network' },
  { to: '/apply', label: 'Run a node' },
  { to: '/admin/approvals', label: 'Approvals', needs: 'applications.read' },
  { to: '/admin/inbox', label: 'Inbox', needs: 'inbox.read' },
  { to: '/admin/mail', label: 'Mail', needs: 'mail.read' },
  { to: '/admin/people', label: 'People', needs: 'admins.read' },
  { to: '/admin/audit', label: 'Audit', needs: 'audit.read' },
]
