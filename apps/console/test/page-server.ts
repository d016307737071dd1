import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import type { NetworkLive } from '../src/network/live/network-live.ts'

const DIST = join(import.meta.dirname, '../dist')
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
}

/** The one login token that the server takes. */
export const LOGIN_TOKEN = '5e'.repeat(32)

/** The built page and an answer to `network.live`, without a control plane. */
export interface PageServer extends AsyncDisposable {
  readonly url: string
  /** What is answered from now on; null answers 503, as a control plane without its database would. */
  answer(live: NetworkLive | null): void
}

export async function servePage(first: NetworkLive | null): Promise<PageServer> {
  let current = first
  let signedIn = false
  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? '/', 'http://page').pathname
    if (path.startsWith('/trpc/')) {
      response.writeHead(current ? 200 : 503, { 'content-type': 'application/json' })
      return response.end(JSON.stringify(current ? { result: { data: current } } : unavailable))
    }
    if (path.startsWith('/api/auth/')) {
      if (path.endsWith('/login')) signedIn = (await readAll(request)).includes(LOGIN_TOKEN)
      if (path.endsWith('/logout')) signedIn = false
      response.writeHead(path.endsWith('/login') && !signedIn ? 401 : 200, {
        'content-type': 'application/json',
      })
      const refused = path.endsWith('/login') && !signedIn ? '{"detail":"that link was refused here"}' : ''
      return response.end(signedIn ? '{"kind":"admin","name":"owner","role":"owner"}' : refused)
    }
    const file = join(DIST, normalize(path === '/' || path === '/login' ? '/index.html' : path))
    const bytes = await readFile(file).catch(() => null)
    response.writeHead(bytes ? 200 : 404, { 'content-type': CONTENT_TYPES[extname(file)] ?? 'text/plain' })
    return response.end(bytes)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    answer: (live) => {
      current = live
    },
    [Symbol.asyncDispose]: () => close(server),
  }
}

async function readAll(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

const unavailable = {
  error: { message: 'unavailable', code: -32603, data: { code: 'INTERNAL_SERVER_ERROR', httpStatus: 503 } },
}

function close(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(() => resolve()))
}
