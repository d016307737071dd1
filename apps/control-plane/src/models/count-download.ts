import type { Db } from '../db/index.ts'
import * as store from './store.ts'

/** Counts a download of an archive that begins at its first byte. */
export function countDownload(db: Db, modelId: string, version: string): Promise<void> {
  return store.countDownload(db, modelId, version)
}
