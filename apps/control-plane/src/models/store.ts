import type { CatalogueEntry, Digest, Tier } from '@noderr/protocol'
import { sql } from 'kysely'
import type { Db, Tx } from '../db/index.ts'

/** A release as the channel's keys signed it, on its way into the catalogue. */
export interface CataloguedRelease {
  readonly modelId: string
  readonly version: string
  readonly tier: Tier
  readonly url: string
  readonly checksum: Digest
  /** The signed statement, for people to read. */
  readonly statement: object
}

/** Makes exactly these releases the active ones; gives those that were not active before. */
export async function activateReleases(
  tx: Tx,
  releases: readonly CataloguedRelease[],
  now: Date,
): Promise<CataloguedRelease[]> {
  const before = await listActive(tx)
  const wanted = new Set(releases.map(nameOf))
  for (const gone of before.filter((entry) => !wanted.has(nameOf(entry)))) await deactivate(tx, gone)
  const active = new Set(before.map(nameOf))
  const fresh = releases.filter((release) => !active.has(nameOf(release)))
  for (const release of fresh) await activate(tx, release, now)
  return fresh
}

async function deactivate(tx: Tx, { modelId, version, tier }: CatalogueEntry): Promise<void> {
  await tx
    .updateTable('model_versions')
    .set({ active: false })
    .where('model_id', '=', modelId)
    .where('version', '=', version)
    .where('tier', '=', tier)
    .execute()
}

async function activate(
  tx: Tx,
  { modelId, version, tier, url, checksum, statement }: CataloguedRelease,
  now: Date,
): Promise<void> {
  const said = { url, checksum, active: true, manifest: JSON.stringify(statement) }
  await tx
    .insertInto('model_versions')
    .values({ model_id: modelId, version, tier, deployed_at: now, ...said })
    .onConflict((conflict) => conflict.columns(['model_id', 'version', 'tier']).doUpdateSet(said))
    .execute()
}

/** The active release of a model for a tier. */
export async function findActive(db: Db, modelId: string, tier: Tier): Promise<CatalogueEntry | undefined> {
  const row = await selectActive(db)
    .where('model_id', '=', modelId)
    .where('tier', '=', tier)
    .executeTakeFirst()
  return row && toEntry(row)
}

/** All active releases. */
export async function listActive(db: Db): Promise<CatalogueEntry[]> {
  const rows = await selectActive(db).orderBy('model_id').orderBy('tier').execute()
  return rows.map(toEntry)
}

/** Counts a download of an archive, for every tier that it is released for. */
export async function countDownload(db: Db, modelId: string, version: string): Promise<void> {
  await sql`UPDATE model_versions SET downloads = downloads + 1
    WHERE model_id = ${modelId} AND version = ${version}`.execute(db)
}

/** Keeps the digest of the first root that was ever published, and gives it. */
export async function pinRoot(tx: Tx, digest: Digest): Promise<string> {
  await tx
    .insertInto('system_config')
    .values({ key: 'channel_root', value: JSON.stringify(digest), updated_by: 'publisher' })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const row = await tx
    .selectFrom('system_config')
    .select('value')
    .where('key', '=', 'channel_root')
    .executeTakeFirstOrThrow()
  return String(row.value)
}

function nameOf({ modelId, version, tier, checksum }: Omit<CataloguedRelease, 'url' | 'statement'>): string {
  return `${modelId}/${version}/${tier}/${checksum}`
}

function selectActive(db: Db) {
  return db
    .selectFrom('model_versions')
    .select(['model_id', 'version', 'tier', 'url', 'checksum', 'deployed_at', 'active'])
    .where('active', '=', true)
}

function toEntry(
  row: Awaited<ReturnType<ReturnType<typeof selectActive>['execute']>>[number],
): CatalogueEntry {
  return {
    modelId: row.model_id,
    version: row.version,
    tier: row.tier as Tier,
    url: row.url,
    checksum: row.checksum as Digest,
    deployedAt: row.deployed_at.getTime(),
    active: row.active,
  }
}
