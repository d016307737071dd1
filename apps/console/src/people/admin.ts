import type { ApiOutputs } from '../api/client.ts'

/** Somebody who runs the network. */
export type Admin = ApiOutputs['admin']['getAdmins'][number]
