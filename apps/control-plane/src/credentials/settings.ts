import { TIERS } from '@noderr/protocol'
import { z } from 'zod'
import { type Db, readSetting, type Tx } from '../db/index.ts'

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
const days = z.number().positive().max(3_650)

/** How long a claimed or renewed credential lives, ms. */
export async function readCredentialLife(db: Db | Tx): Promise<number> {
  return DAY_MS * (await readSetting(db, 'credential_days', days))
}

/** How long the former secret may stay good after a rotation, ms. */
export async function readRotationOverlap(db: Db | Tx): Promise<number> {
  return HOUR_MS * (await readSetting(db, 'credential_rotation_hours', z.number().min(0).max(720)))
}

/** How long a claim link is good, ms. */
export async function readLinkLife(db: Db | Tx): Promise<number> {
  return DAY_MS * (await readSetting(db, 'claim_link_days', days.max(30)))
}

/** How long penalties do not apply to a new operator, ms. */
export async function readGraceLife(db: Db | Tx): Promise<number> {
  return DAY_MS * (await readSetting(db, 'grace_period_days', days))
}

/** How long a download remembers the network and the program that it went to, ms. */
export async function readDownloadRetention(db: Db | Tx): Promise<number> {
  return DAY_MS * (await readSetting(db, 'download_retention_days', days))
}

/** The most live credentials of one operator, by tier. */
export function readNodesPerOperator(db: Db | Tx) {
  const count = z.number().int().positive().max(10_000)
  return readSetting(db, 'nodes_per_operator', z.record(z.enum(TIERS), count))
}
