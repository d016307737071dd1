import { gunzipSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { packTar, type TarEntry } from 'modern-tar'
import { expect, it } from 'vitest'
import { sampleFiles, withManifest } from '../test/release-files.ts'
import { ArchiveMalformedError, ArchiveTooLargeError, readReleaseArchive } from './archive-reader.ts'
import { writeReleaseArchive } from './archive-writer.ts'
import { digestOf } from './digest.ts'
import { ManifestInvalidError } from './manifest.ts'
import { openRelease, ReleaseContradictionError, ReleaseFileMismatchError } from './release.ts'

const open = async (archive: Uint8Array) => openRelease(await readReleaseArchive([archive]))

/** A tarball as an attacker may write it: the sample's files and whatever else, in any order. */
async function forge(entries: readonly TarEntry[], files = sampleFiles()): Promise<Uint8Array> {
  const own = [...files].sort(([a], [b]) => (a === 'manifest.json' ? -1 : b === 'manifest.json' ? 1 : 0))
  const tar = await packTar([
    ...own.map(([name, body]): TarEntry => ({ header: { name, size: body.length, type: 'file' }, body })),
    ...entries,
  ])
  return gzipSync(tar)
}

it('gives the same bytes for the same files in any order', async () => {
  const files = sampleFiles()
  const first = await writeReleaseArchive(files)
  const second = await writeReleaseArchive(new Map([...files].reverse()))
  expect(digestOf(second)).toBe(digestOf(first))
  expect([...first.subarray(0, 10)]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255])
  const tar = gunzipSync(first)
  const [mode, owner, time] = [tar.subarray(100, 107), tar.subarray(108, 123), tar.subarray(136, 147)]
  expect([mode, owner, time].map(String)).toEqual(['0000644', '0000000\x000000000', '0'.repeat(11)])
})

it('reads back what was written, in chunks of any size', async () => {
  const files = sampleFiles()
  const archive = await writeReleaseArchive(files)
  const chunks = Array.from({ length: Math.ceil(archive.length / 7) }, (_, i) =>
    archive.subarray(i * 7, i * 7 + 7),
  )
  const read = await readReleaseArchive(chunks)
  expect(new Map([...read].map(([name, bytes]) => [name, Buffer.from(bytes)]))).toEqual(
    new Map([...files].map(([name, bytes]) => [name, Buffer.from(bytes)])),
  )
  expect(openRelease(read).manifest.id).toBe('sample')
})

it('refuses or reads back unharmed an archive with any one bit flipped', async () => {
  const archive = await writeReleaseArchive(sampleFiles())
  const whole = JSON.stringify(await open(archive))
  await fc.assert(
    fc.asyncProperty(fc.nat(archive.length * 8 - 1), async (bit) => {
      const flipped = Uint8Array.from(archive)
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      const outcome = await open(flipped).then(JSON.stringify, (error) => error.code)
      // Header bits that gzip ignores change nothing; everything else has a code of ours.
      if (outcome !== whole) expect(outcome).toMatch(/^release\./)
    }),
    { numRuns: 300 },
  )
})

it('refuses a truncated archive at every length', async () => {
  const archive = await writeReleaseArchive(sampleFiles())
  for (let length = 0; length < archive.length; length += 97)
    await expect(open(archive.subarray(0, length))).rejects.toMatchObject({ code: /^release\./ })
})

it('refuses names that are not on the list', async () => {
  for (const name of [
    '../model.onnx',
    '/etc/passwd',
    'models/model.onnx',
    'C:\\x',
    'constructor',
    'a\0b',
    'run.sh',
  ])
    await expect(open(await forge([{ header: { name, size: 1 }, body: 'x' }]))).rejects.toMatchObject({
      code: 'release.archive-entry-refused',
      reason: 'its name is not on the list',
    })
})

it('refuses links, folders, devices and extended headers', async () => {
  const types = ['symlink', 'link', 'directory', 'fifo', 'character-device'] as const
  for (const type of types)
    await expect(
      open(await forge([{ header: { name: 'MODEL_CARD.md', size: 0, type, linkname: '/etc/passwd' } }])),
    ).rejects.toMatchObject({ reason: 'it is no regular file' })
  const extended = { name: 'MODEL_CARD.md', size: 1, pax: { comment: 'x' } }
  await expect(open(await forge([{ header: extended, body: 'x' }]))).rejects.toMatchObject({
    reason: 'it has an extended header',
  })
})

it('refuses a file twice, one that the manifest does not list, and one before the manifest', async () => {
  const again = { header: { name: 'LICENSE', size: 18 }, body: 'Apache License 2.0' }
  await expect(open(await forge([again]))).rejects.toMatchObject({ reason: 'it stands there twice' })
  const card = { header: { name: 'MODEL_CARD.md', size: 1 }, body: 'x' }
  await expect(open(await forge([card]))).rejects.toMatchObject({ reason: 'the manifest does not list it' })
  await expect(open(await forge([again], new Map()))).rejects.toMatchObject({
    reason: 'it stands before the manifest',
  })
})

it('refuses a bomb after inflating no more than the manifest allows', async () => {
  const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024))
  await expect(open(bomb)).rejects.toBeInstanceOf(ArchiveTooLargeError)
  const tail = { header: { name: 'MODEL_CARD.md', size: 900_000 }, body: Buffer.alloc(900_000) }
  await expect(open(await forge([tail]))).rejects.toMatchObject({ code: /^release\.archive-/ })
  const padded = sampleFiles().set('LICENSE', Buffer.alloc(200_000))
  await expect(open(await forge([], padded))).rejects.toMatchObject({
    reason: 'it has 200000 bytes and not 18',
  })
})

it('reads a model much larger than what may come before the manifest', async () => {
  const model = Buffer.alloc(24 * 1024 * 1024, 7)
  const archive = await writeReleaseArchive(withManifest(sampleFiles().set('model.onnx', model)))
  expect((await open(archive)).model).toHaveLength(model.length)
})

it('refuses a file whose bytes are not those of the manifest', async () => {
  const files = sampleFiles().set('LICENSE', Buffer.from('Apache License 2.1'))
  await expect(open(await forge([], files))).rejects.toEqual(new ReleaseFileMismatchError('LICENSE'))
})

it('refuses a manifest that is not canonical, contradicts its config or leaves a file out', async () => {
  const pretty = sampleFiles()
  const manifest = JSON.parse(Buffer.from(pretty.get('manifest.json') ?? []).toString())
  pretty.set('manifest.json', Buffer.from(JSON.stringify(manifest, null, 2)))
  await expect(open(await forge([], pretty))).rejects.toBeInstanceOf(ManifestInvalidError)
  const replaced = sampleFiles({ licence: '\u{fffd}' })
  const bytes = Buffer.from(replaced.get('manifest.json') ?? [])
  const place = bytes.indexOf('\u{fffd}')
  // An invalid byte reads as the replacement character: the same text, but other bytes.
  const invalid = Buffer.concat([bytes.subarray(0, place), Buffer.of(0xff), bytes.subarray(place + 3)])
  await expect(open(await forge([], replaced.set('manifest.json', invalid)))).rejects.toBeInstanceOf(
    ManifestInvalidError,
  )
  const contradictory = sampleFiles({ symbol: 'ETHUSDT' })
  await expect(open(await forge([], contradictory))).rejects.toBeInstanceOf(ReleaseContradictionError)
  const { files } = manifest
  const silent = sampleFiles({ files: files.filter((file: { path: string }) => file.path !== 'LICENSE') })
  silent.delete('LICENSE')
  await expect(open(await forge([], silent))).rejects.toBeInstanceOf(ReleaseContradictionError)
})

it('says of anything else that it is no archive', async () => {
  for (const bytes of [
    Buffer.from('<!doctype html>'),
    Buffer.alloc(0),
    gzipSync('not a tar'),
    Buffer.alloc(5000),
  ])
    await expect(open(bytes)).rejects.toMatchObject({ code: /^release\./ })
  await expect(open(Buffer.from('<!doctype html>'))).rejects.toBeInstanceOf(ArchiveMalformedError)
})
