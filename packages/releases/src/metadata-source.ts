import type { ArtifactStore } from './artifact-store.ts'
import { metadataKey } from './channel-layout.ts'

/** Where a client reads a channel's metadata. Trusted for nothing: a hostile source can only be refused. */
export interface MetadataSource {
  /** A metadata file by name, at most `maxBytes` of it. Undefined when there is none. */
  find(fileName: string, maxBytes: number, signal?: AbortSignal): Promise<Uint8Array | undefined>
}

/** Metadata in a store on this machine or in a bucket: for the control plane and the publisher. */
export function storeMetadataSource(store: ArtifactStore): MetadataSource {
  return {
    async find(fileName, maxBytes) {
      const length = await store.findLength(metadataKey(fileName))
      if (length === undefined) return undefined
      if (length > maxBytes) throw new MetadataTooLargeError(fileName, maxBytes)
      return store.find(metadataKey(fileName))
    },
  }
}

/**
 * Metadata over HTTP: for nodes.
 *
 * @param baseUrl - `{controlPlane}/api/tuf/metadata/`.
 */
export function httpMetadataSource(baseUrl: string | URL, fetch: typeof globalThis.fetch): MetadataSource {
  const base = String(baseUrl).endsWith('/') ? String(baseUrl) : `${baseUrl}/`
  return {
    async find(fileName, maxBytes, signal) {
      const response = await fetch(new URL(fileName, base), signal ? { signal } : {})
      if (response.ok && response.body) return readAtMost(response.body, fileName, maxBytes)
      await response.body?.cancel()
      if (response.status === 404 || response.status === 403) return undefined
      throw new MetadataRequestFailedError(fileName, response.status)
    },
  }
}

async function readAtMost(
  body: ReadableStream<Uint8Array>,
  fileName: string,
  maxBytes: number,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of body) {
    length += chunk.length
    if (length > maxBytes) throw new MetadataTooLargeError(fileName, maxBytes)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

export class MetadataTooLargeError extends Error {
  override readonly name = 'MetadataTooLargeError'
  readonly code = 'channel.metadata-too-large'
  readonly fileName: string
  readonly maxBytes: number

  constructor(fileName: string, maxBytes: number) {
    super(`${fileName} is longer than the ${maxBytes} bytes that signed metadata allows`)
    this.fileName = fileName
    this.maxBytes = maxBytes
  }
}

export class MetadataRequestFailedError extends Error {
  override readonly name = 'MetadataRequestFailedError'
  readonly code = 'channel.metadata-request-failed'
  readonly fileName: string
  readonly status: number

  constructor(fileName: string, status: number) {
    super(`the control plane answered HTTP ${status} for ${fileName}`)
    this.fileName = fileName
    this.status = status
  }
}
