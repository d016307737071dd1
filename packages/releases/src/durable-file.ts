import { randomUUID } from 'node:crypto'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Replaces a file's bytes so that a reader, and a machine that loses power, sees the old bytes or the new ones and
 * nothing between: temporary file beside it, fsync, rename, fsync of the folder. Makes the folder if need be.
 */
export async function writeDurably(path: string, bytes: Uint8Array, mode = 0o644): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const temporary = temporaryBeside(path)
  try {
    const file = await open(temporary, 'wx', mode)
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    await moveDurably(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

/** A name in the same folder that no other writer uses; {@link moveDurably} puts the file in its place. */
export function temporaryBeside(path: string): string {
  return `${path}.${randomUUID()}.tmp`
}

/** Renames over the target and makes the folder's new entry durable. */
export async function moveDurably(from: string, to: string): Promise<void> {
  await rename(from, to)
  // Windows cannot open a folder; its rename is journalled.
  if (process.platform === 'win32') return
  const folder = await open(dirname(to), 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
