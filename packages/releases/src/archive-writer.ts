import { gzipSync } from 'node:zlib'
import { packTar } from 'modern-tar'
import { RELEASE_FILE_NAMES, type ReleaseFiles } from './release-files.ts'

const EPOCH = new Date(0)
const GZIP_OS_BYTE = 9
const GZIP_OS_UNKNOWN = 255

/**
 * Writes `model.tar.gz` so that the same files give the same bytes: fixed order, owner, mode and time, and a gzip
 * header that names neither file, time nor operating system.
 */
export async function writeReleaseArchive(files: ReleaseFiles): Promise<Uint8Array> {
  const tar = await packTar(
    RELEASE_FILE_NAMES.flatMap((name) => {
      const body = files.get(name)
      if (!body) return []
      return [
        {
          header: { name, size: body.length, mtime: EPOCH, mode: 0o644, uid: 0, gid: 0, type: 'file' },
          body,
        },
      ]
    }),
  )
  const archive = gzipSync(tar, { level: 9 })
  archive[GZIP_OS_BYTE] = GZIP_OS_UNKNOWN
  return archive
}
