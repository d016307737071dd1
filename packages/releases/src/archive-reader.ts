import { createTarDecoder, type ParsedTarEntry } from 'modern-tar'
import { type Manifest, parseManifest } from './manifest.ts'
import {
  isReleaseFileName,
  RELEASE_FILE_LIMITS,
  type ReleaseFileName,
  type ReleaseFiles,
} from './release-files.ts'

const TAR_BLOCK = 512
/** What may be inflated before the manifest has been read: its own limit and the stream's read-ahead. */
const BEFORE_MANIFEST = 4 * RELEASE_FILE_LIMITS['manifest.json']
/** Writers pad an archive with zeros up to a record of twenty blocks. */
const TRAILER = 20 * TAR_BLOCK

/**
 * Reads the files out of a release archive into memory, by allow-list: regular files with exactly the names of
 * {@link RELEASE_FILE_LIMITS} and exactly the lengths of the manifest, which must come first. Nothing is written to
 * disk, so that no name in an archive can ever be a path.
 *
 * Lengths are enforced while inflating: an archive cannot make the reader hold more than its manifest names, and
 * that never more than the limits. Digests are the next step's work, {@link openRelease}.
 *
 * @throws {@link ArchiveEntryRefusedError}, {@link ArchiveTooLargeError}, {@link ArchiveMalformedError}, and what
 * {@link parseManifest} throws.
 */
export async function readReleaseArchive(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<ReleaseFiles> {
  const allowance = { bytes: BEFORE_MANIFEST }
  const entries = streamOf(chunks)
    .pipeThrough(new DecompressionStream('gzip'))
    .pipeThrough(limitTo(allowance))
    .pipeThrough(createTarDecoder({ strict: true }))
  const files = new Map<ReleaseFileName, Uint8Array>()
  try {
    let manifest: Manifest | undefined
    for await (const entry of entries) {
      const name = admitEntry(entry, files, manifest)
      const bytes = new Uint8Array(await new Response(entry.body).arrayBuffer())
      files.set(name, bytes)
      if (!manifest) {
        manifest = parseManifest(bytes)
        allowance.bytes = inflatedLength(manifest, bytes.length)
      }
    }
  } catch (cause) {
    throw isOurs(cause) ? cause : new ArchiveMalformedError(cause)
  }
  return files
}

/** `ReadableStream.from`, of copies: the console reads this code under the DOM's types, which lack it. */
function streamOf(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const iterator = Symbol.asyncIterator in chunks ? chunks[Symbol.asyncIterator]() : chunks[Symbol.iterator]()
  const pull = async (controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>) => {
    const { done, value } = await iterator.next()
    if (done) controller.close()
    else controller.enqueue(new Uint8Array(value))
  }
  const cancel = async () => void (await iterator.return?.())
  return new ReadableStream({ pull, cancel }, { highWaterMark: 0 })
}

function admitEntry(
  { header }: ParsedTarEntry,
  seen: ReleaseFiles,
  manifest: Manifest | undefined,
): ReleaseFileName {
  const { name, size } = header
  if (!isReleaseFileName(name)) throw new ArchiveEntryRefusedError(name, 'its name is not on the list')
  if (header.type !== 'file' || header.linkname)
    throw new ArchiveEntryRefusedError(name, 'it is no regular file')
  if (header.pax) throw new ArchiveEntryRefusedError(name, 'it has an extended header')
  if (seen.has(name)) throw new ArchiveEntryRefusedError(name, 'it stands there twice')
  if (size > RELEASE_FILE_LIMITS[name]) throw new ArchiveTooLargeError(name, RELEASE_FILE_LIMITS[name])
  if (name === 'manifest.json') return name
  if (!manifest) throw new ArchiveEntryRefusedError(name, 'it stands before the manifest')
  const listed = manifest.files.find((file) => file.path === name)
  if (!listed) throw new ArchiveEntryRefusedError(name, 'the manifest does not list it')
  if (listed.length !== size)
    throw new ArchiveEntryRefusedError(name, `it has ${size} bytes and not ${listed.length}`)
  return name
}

function inflatedLength(manifest: Manifest, manifestLength: number): number {
  const lengths = [manifestLength, ...manifest.files.map((file) => file.length)]
  return lengths.reduce(
    (total, length) => total + TAR_BLOCK + Math.ceil(length / TAR_BLOCK) * TAR_BLOCK,
    TRAILER,
  )
}

function limitTo(allowance: { readonly bytes: number }): TransformStream<Uint8Array, Uint8Array> {
  let passed = 0
  return new TransformStream({
    transform(chunk, controller) {
      passed += chunk.length
      if (passed > allowance.bytes) throw new ArchiveTooLargeError('model.tar.gz', allowance.bytes)
      controller.enqueue(chunk)
    },
  })
}

function isOurs(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('release.')
}

export class ArchiveEntryRefusedError extends Error {
  override readonly name = 'ArchiveEntryRefusedError'
  readonly code = 'release.archive-entry-refused'
  readonly entry: string
  readonly reason: string

  constructor(entry: string, reason: string) {
    super(`the archive's entry ${JSON.stringify(entry.slice(0, 80))} was refused: ${reason}`)
    this.entry = entry
    this.reason = reason
  }
}

export class ArchiveTooLargeError extends Error {
  override readonly name = 'ArchiveTooLargeError'
  readonly code = 'release.archive-too-large'
  readonly entry: string
  readonly limitBytes: number

  constructor(entry: string, limitBytes: number) {
    super(`${entry} holds more than the ${limitBytes} bytes it may; it was not read further`)
    this.entry = entry
    this.limitBytes = limitBytes
  }
}

export class ArchiveMalformedError extends Error {
  override readonly name = 'ArchiveMalformedError'
  readonly code = 'release.archive-malformed'

  constructor(cause: unknown) {
    super('the file is no release archive, or was damaged on its way; fetch or package it again', { cause })
  }
}
