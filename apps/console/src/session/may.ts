import type { SignedIn } from './session-client.ts'

/** Whether to show what needs a permission; the control plane decides again when it is used. */
export function may(signedIn: SignedIn | null, permission: string): boolean {
  return signedIn?.permissions?.includes(permission) ?? signedIn !== null
}
