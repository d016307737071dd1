import type { SigningDomain } from '@noderr/protocol'
import type { Actor, Services } from '../context/index.ts'

/** A context that also knows the control plane's own keys and origin. */
export type KeyedContext = Pick<Services, 'db' | 'clock' | 'randomBytes' | 'config' | 'secrets'> & {
  readonly actor: Actor
}

/** Whom a signature must have been made for: this chain and this network. */
export function signingDomain({ config: { chainId, networkId } }: Pick<Services, 'config'>): SigningDomain {
  return { chainId, networkId }
}
