import { createHash } from 'node:crypto'
import { mkdir, open, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Digest } from '@noderr/protocol'
import { toDigest } from './digest.ts'
import { moveDurably, temporaryBeside } from './durable-file.ts'

/** What signed metadata says about an artifact's bytes. */
export interface ExpectedArtifact {
  readonly length: number
  readonly digest: Digest
}

/**
 * Downloads an artifact to `destination`, which appears only when every byte has been verified and made durable; a
 * file that was there before stays until then, and stays for good when anything fails.
 *
 * Stops at the first byte beyond the expected length, whatever the server promises. Needs no trust in `url`.
 *
 * @param fetch - The network, injected; the global `fetch` in production.
 * @param signal - Ends the download; its reason is thrown.
 * @throws {@link ArtifactLengthError}, {@link ArtifactDigestError}, {@link ArtifactUnavailableError}.
 */
export async function downloadArtifact(
  url: string | URL,
  expected: ExpectedArtifact,
  destination: string,
  fetch: typeof globalThis.fetch,
  signal?: AbortSignal,
): Promise<void> {
  const body = await requestBody(url, fetch, signal)
  await mkdir(dirname(destination), { recursive: true })
  const temporary = temporaryBeside(destination)
  try {
    await writeVerified(received(body, url, signal), expected, temporary, url)
    signal?.throwIfAborted()
    await moveDurably(temporary, destination)
  } finally {
    await rm(temporary, { force: true })
  }
}

async function requestBody(
  url: string | URL,
  fetch: typeof globalThis.fetch,
  signal: AbortSignal | undefined,
): Promise<ReadableStream<Uint8Array>> {
  let response: Response
  try {
    // A coding would change the length on the wire; the archive is compressed already.
    const headers = { 'accept-encoding': 'identity' }
    response = await fetch(url, signal ? { headers, signal } : { headers })
  } catch (cause) {
    signal?.throwIfAborted()
    throw new ArtifactUnavailableError(String(url), undefined, { cause })
  }
  if (response.ok && response.body) return response.body
  await response.body?.cancel()
  throw new ArtifactUnavailableError(String(url), response.status)
}

/** The body's chunks; a connection that breaks is an artifact that cannot be had now, not a fault of this machine. */
async function* received(
  body: ReadableStream<Uint8Array>,
  url: string | URL,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  try {
    yield* body
  } catch (cause) {
    signal?.throwIfAborted()
    throw new ArtifactUnavailableError(String(url), undefined, { cause })
  }
}

async function writeVerified(
  body: AsyncIterable<Uint8Array>,
  expected: ExpectedArtifact,
  path: string,
  url: string | URL,
): Promise<void> {
  const hash = createHash('sha256')
  const file = await open(path, 'wx')
  let length = 0
  try {
    for await (const chunk of body) {
      length += chunk.length
      if (length > expected.length) throw new ArtifactLengthError(String(url), expected.length, length)
      hash.update(chunk)
      await file.writeFile(chunk)
    }
    if (length !== expected.length) throw new ArtifactLengthError(String(url), expected.length, length)
    const digest = toDigest(hash.digest('hex'))
    if (digest !== expected.digest) throw new ArtifactDigestError(String(url), expected.digest, digest)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** The server could not be reached or has no such artifact; worth another attempt later. */
export class ArtifactUnavailableError extends Error {
  override readonly name = 'ArtifactUnavailableError'
  readonly code = 'artifact.unavailable'
  readonly url: string
  /** HTTP status; undefined when there was no answer. */
  readonly status: number | undefined

  constructor(url: string, status: number | undefined, options?: ErrorOptions) {
    super(
      `${url} could not be downloaded: ${status ? `HTTP ${status}` : 'no answer'}; try again later`,
      options,
    )
    this.url = url
    this.status = status
  }
}

/** The bytes are more or fewer than signed; `received` is where reading stopped. */
export class ArtifactLengthError extends Error {
  override readonly name = 'ArtifactLengthError'
  readonly code = 'artifact.length'
  readonly url: string
  readonly expected: number
  readonly received: number

  constructor(url: string, expected: number, received: number) {
    super(`${url} should hold ${expected} bytes but gave ${received}; nothing was kept`)
    this.url = url
    this.expected = expected
    this.received = received
  }
}

/** The bytes are not the signed ones. */
export class ArtifactDigestError extends Error {
  override readonly name = 'ArtifactDigestError'
  readonly code = 'artifact.digest'
  readonly url: string
  readonly expected: Digest
  readonly received: Digest

  constructor(url: string, expected: Digest, received: Digest) {
    super(`${url} has digest ${received} but ${expected} was signed; nothing was kept`)
    this.url = url
    this.expected = expected
    this.received = received
  }
}
