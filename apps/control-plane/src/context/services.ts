import type { Clock } from '@noderr/protocol'
import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import type { Db } from '../db/index.ts'
import type { Network } from '../network/network.ts'
import type { Secrets } from '../secrets.ts'
import type { Actor } from './actor.ts'
import type { Context, RandomBytes } from './context.ts'

/** What a process tells whoever started it. Never a secret, nor anything of a prediction before its round settles. */
export type ProcessEvent = { readonly event: string } & Readonly<Record<string, unknown>>

/** What api and worker are made of, wired once in `wire.ts` and handed to every room. */
export interface Services {
  readonly config: Config
  readonly secrets: Secrets
  readonly clock: Clock
  readonly randomBytes: RandomBytes
  readonly db: Db
  readonly log: Logger
  readonly network: Network
  readonly announce: (event: ProcessEvent) => void
}

/** The context in which `actor` calls a verb. */
export function contextFor({ clock, randomBytes, db }: Services, actor: Actor): Context {
  return { actor, clock, randomBytes, db }
}
