import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import {
  ArtifactDigestError,
  ArtifactLengthError,
  ArtifactUnavailableError,
  downloadArtifact,
} from './artifact-download.ts'
import { digestOf } from './digest.ts'

const bytes = Buffer.alloc(300_000, 'model ')
const expected = { length: bytes.length, digest: digestOf(bytes) }
let folder: string
let server: Server | undefined

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'download-'))
})

afterEach(async () => {
  server?.closeAllConnections()
  server?.close()
  await rm(folder, { recursive: true })
})

async function download(answer: RequestListener, signal?: AbortSignal): Promise<Buffer> {
  server = createServer(answer)
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = address && typeof address === 'object' ? address.port : 0
  const destination = join(folder, 'models', 'model.tar.gz')
  await downloadArtifact(`http://127.0.0.1:${port}/model.tar.gz`, expected, destination, fetch, signal)
  return readFile(destination)
}

const kept = () => readdir(join(folder, 'models')).catch(() => [])

it('keeps the artifact when every byte is as signed, over an older one', async () => {
  expect((await download((_, response) => response.end(bytes))).equals(bytes)).toBe(true)
  await writeFile(join(folder, 'models', 'model.tar.gz'), 'older')
  server?.close()
  expect((await download((_, response) => response.end(bytes))).equals(bytes)).toBe(true)
  expect(await kept()).toEqual(['model.tar.gz'])
})

it('stops at the first byte too many, however long the server goes on', async () => {
  const endless: RequestListener = (_, response) => {
    const more = () => response.write(bytes, () => setImmediate(more))
    more()
  }
  await expect(download(endless)).rejects.toBeInstanceOf(ArtifactLengthError)
  expect(await kept()).toEqual([])
})

it('refuses fewer bytes, other bytes and a broken connection', async () => {
  await expect(download((_, response) => response.end(bytes.subarray(1)))).rejects.toBeInstanceOf(
    ArtifactLengthError,
  )
  const flipped = Buffer.from(bytes)
  flipped[7] = (flipped[7] ?? 0) ^ 1
  await expect(download((_, response) => response.end(flipped))).rejects.toBeInstanceOf(ArtifactDigestError)
  const broken: RequestListener = (_, response) => {
    response.writeHead(200, { 'content-length': bytes.length })
    response.write(bytes.subarray(0, 1000), () => response.destroy())
  }
  await expect(download(broken)).rejects.toBeInstanceOf(ArtifactUnavailableError)
  expect(await kept()).toEqual([])
})

it('tells that the server has no such artifact', async () => {
  const missing: RequestListener = (_, response) => response.writeHead(404).end()
  await expect(download(missing)).rejects.toMatchObject({ code: 'artifact.unavailable', status: 404 })
})

it('ends with its signal', async () => {
  const given = new AbortController()
  const reason = new RangeError('the node is stopping')
  const slow: RequestListener = (_, response) => {
    response.write(bytes.subarray(0, 1000), () => given.abort(reason))
  }
  await expect(download(slow, given.signal)).rejects.toBe(reason)
  expect(await kept()).toEqual([])
})
