import type { Clock } from '@noderr/protocol'
import type { Db } from '../db/index.ts'
import type { Actor } from './actor.ts'

/** Bytes that nobody can guess; tests hand in a seeded source. */
export type RandomBytes = (length: number) => Uint8Array

/** What every verb needs to know besides its input: who acts, when, over which database. */
export interface Context {
  readonly actor: Actor
  readonly clock: Clock
  readonly randomBytes: RandomBytes
  readonly db: Db
}
