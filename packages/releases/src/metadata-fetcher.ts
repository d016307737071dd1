import type { Fetcher } from 'tuf-js'
import { DownloadHTTPError } from 'tuf-js/dist/error.js'
import type { MetadataSource } from './metadata-source.ts'

const NOT_FOUND = 404

/**
 * tuf-js reads through this. Remembers why reading failed, since tuf-js flattens some causes into text and a caller
 * must know "no answer" from "not genuine".
 */
export class MetadataFetcher implements Fetcher {
  /** Never resolved; the source knows where it reads. */
  static readonly baseUrl = 'metadata://channel/'
  readonly #source: MetadataSource
  readonly #signal: AbortSignal | undefined
  failure: { readonly what: string; readonly cause: unknown } | undefined

  constructor(source: MetadataSource, signal: AbortSignal | undefined) {
    this.#source = source
    this.#signal = signal
  }

  async downloadBytes(url: string, maxLength: number): Promise<Buffer> {
    const fileName = decodeURIComponent(url.slice(MetadataFetcher.baseUrl.length))
    const bytes = await this.#find(fileName, maxLength)
    if (bytes) return Buffer.from(bytes)
    // Without a newer root the newest is in hand; any other missing file is a fault of the source.
    const missing = new DownloadHTTPError(`${fileName} is missing`, NOT_FOUND)
    if (!fileName.endsWith('.root.json')) this.failure = { what: missing.message, cause: missing }
    throw missing
  }

  downloadFile(): Promise<never> {
    return Promise.reject(new DownloadHTTPError('artifacts are downloaded by downloadArtifact', NOT_FOUND))
  }

  async #find(fileName: string, maxLength: number): Promise<Uint8Array | undefined> {
    try {
      return await this.#source.find(fileName, maxLength, this.#signal)
    } catch (cause) {
      this.failure = { what: cause instanceof Error ? cause.message : String(cause), cause }
      throw cause
    }
  }
}
