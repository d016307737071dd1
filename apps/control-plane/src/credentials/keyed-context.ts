import type { Actor, Services } from '../context/index.ts'

/** A context that also knows the control plane's own keys and origin, and the network. */
export type KeyedContext = Pick<
  Services,
  'db' | 'clock' | 'randomBytes' | 'config' | 'secrets' | 'network'
> & {
  readonly actor: Actor
}
