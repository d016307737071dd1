import { sql } from 'kysely'
import type { Db, Tx } from '../db/index.ts'
import { type Client, plainAddress, plainUserAgent } from './client.ts'
import type { Credential } from './credential.ts'

export const DOWNLOAD_TYPES = ['config', 'docker-compose', 'installer', 'software'] as const
export type DownloadType = (typeof DOWNLOAD_TYPES)[number]

/** What was handed out for a node, when, and roughly where to. */
export interface Download {
  readonly id: string
  readonly type: DownloadType
  readonly url: string
  readonly at: Date
  /** A network, /24 or /48, never a host; undefined once it was forgotten. */
  readonly network: string | undefined
  readonly userAgent: string | undefined
}

/** Records that files of a credential were handed out. Of the address only its network reaches the table. */
export async function insertDownloads(
  tx: Tx,
  { id, operator, nodeId }: Credential,
  download: {
    readonly types: readonly DownloadType[]
    readonly url: string
    readonly at: Date
    readonly client: Client | undefined
  },
): Promise<void> {
  const address = download.client && plainAddress(download.client.ipAddress)
  const network = address
    ? sql<string>`network(set_masklen(${address}::inet, CASE family(${address}::inet) WHEN 4 THEN 24 ELSE 48 END))::cidr`
    : null
  await tx
    .insertInto('operator_downloads')
    .values(
      download.types.map((type) => ({
        credential_id: id,
        operator_address: operator,
        node_id: nodeId,
        download_type: type,
        download_url: download.url,
        downloaded_at: download.at,
        ip_address: network,
        user_agent: plainUserAgent(download.client?.userAgent) ?? null,
      })),
    )
    .execute()
}

/** Newest first. */
export async function listDownloads(db: Db, credentialId: number, limit: number): Promise<Download[]> {
  const rows = await db
    .selectFrom('operator_downloads')
    .selectAll()
    .where('credential_id', '=', credentialId)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    type: row.download_type as DownloadType,
    url: row.download_url,
    at: row.downloaded_at,
    network: row.ip_address ?? undefined,
    userAgent: row.user_agent ?? undefined,
  }))
}

/** Forgets where to and with what program downloads before `before` went; that they happened stays. */
export async function forgetDownloaders(tx: Tx, before: Date): Promise<void> {
  await tx
    .updateTable('operator_downloads')
    .set({ ip_address: null, user_agent: null })
    .where('downloaded_at', '<', before)
    .where((either) =>
      either.or([either('ip_address', 'is not', null), either('user_agent', 'is not', null)]),
    )
    .execute()
}
