import type { SignedRoundManifest } from '@noderr/protocol'
import type { Db } from '../db/index.ts'
import { listRoundsAfter } from './store.ts'

const PAGE = 200

/** The signed manifests of rounds that open after a market time, soonest first, at most 200. */
export function listRounds(db: Db, afterMs: number): Promise<SignedRoundManifest[]> {
  return listRoundsAfter(db, afterMs, PAGE)
}
