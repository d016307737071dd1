import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { writeDurably } from './durable-file.ts'

const versions = z.int().nonnegative()

/** The greatest metadata versions that a client has verified. */
const channelVersionsSchema = z.strictObject({
  root: versions,
  timestamp: versions,
  snapshot: versions,
})
export type ChannelVersions = z.infer<typeof channelVersionsSchema>

const markSchema = channelVersionsSchema.extend({ timestampKeys: z.array(z.string()) })

/** What a client has verified, and the ids of the keys that the root then named for the timestamp. */
export type SeenChannel = z.infer<typeof markSchema>

const NOTHING_SEEN: SeenChannel = { root: 0, timestamp: 0, snapshot: 0, timestampKeys: [] }

/**
 * Refuses versions below those that were verified before, and makes the new ones durable. tuf-js keeps its own copies
 * of metadata, but writes them without care and forgives a damaged one; this file is what outlives a crash.
 *
 * Once a newer root has named other timestamp keys, the old keys' number counts no more: a thief may have signed the
 * largest there is (TUF 5.3.11).
 *
 * @throws {@link ChannelRollbackError}, {@link HighWaterMarkUnreadableError}.
 */
export async function raiseHighWaterMark(path: string, seen: SeenChannel): Promise<void> {
  const mark = await readHighWaterMark(path)
  const rotated = seen.root > mark.root && seen.timestampKeys.join() !== mark.timestampKeys.join()
  if (rotated) mark.timestamp = 0
  for (const role of ['root', 'timestamp', 'snapshot'] as const)
    if (seen[role] < mark[role]) throw new ChannelRollbackError(role, seen[role], mark[role])
  if (JSON.stringify(seen) === JSON.stringify(mark)) return
  await writeDurably(path, Buffer.from(JSON.stringify(seen)), 0o600)
}

async function readHighWaterMark(path: string): Promise<SeenChannel> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { ...NOTHING_SEEN }
    throw error
  }
  try {
    return markSchema.parse(JSON.parse(text))
  } catch (cause) {
    throw new HighWaterMarkUnreadableError(path, cause)
  }
}

/** The source serves older metadata than it, or another source, served before. */
export class ChannelRollbackError extends Error {
  override readonly name = 'ChannelRollbackError'
  readonly code = 'channel.rollback'
  readonly role: string
  readonly offered: number
  readonly seen: number

  constructor(role: string, offered: number, seen: number) {
    super(
      `the release channel went back: ${role} ${offered} was offered after ${seen}; releases stay as they are`,
    )
    this.role = role
    this.offered = offered
    this.seen = seen
  }
}

export class HighWaterMarkUnreadableError extends Error {
  override readonly name = 'HighWaterMarkUnreadableError'
  readonly code = 'channel.high-water-mark-unreadable'
  readonly path: string

  constructor(path: string, cause: unknown) {
    super(
      `${path} is damaged, and without it a roll-back of the release channel would go unseen; restore it`,
      { cause },
    )
    this.path = path
  }
}
