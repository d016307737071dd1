import type { ApiOutputs } from '../api/client.ts'

/** Somebody who runs the network. */
export type Admin = ApiOutputs['admin']['getAdmins'][number]

/** What somebody wants of who may approve, and nobody has confirmed. */
export type AdminChange = ApiOutputs['admin']['getAdminChanges'][number]
