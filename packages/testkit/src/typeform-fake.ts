import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'

/** One response as the fake lists it; what stands in it besides is handed out as it is. */
export interface FakeResponse {
  readonly token: string
  readonly submitted_at: string
  readonly [member: string]: unknown
}

/** Something that goes wrong with the next question. */
export type Mishap =
  /** This status, with these headers. */
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  /** The connection is cut off. */
  | 'cut'

export interface TypeformFake {
  /** `http://127.0.0.1:PORT` */
  readonly url: string
  /** Responses by form; add to them as people submit. */
  readonly responses: Map<string, FakeResponse[]>
  /** Webhooks by `FORM/TAG`, with the secret that was set. */
  readonly webhooks: Map<string, Readonly<Record<string, unknown>>>
  /** `GET /forms/…` in the order in which they came. */
  readonly requests: readonly string[]
  /** From now on the next questions go wrong in these ways, one each. */
  fail(...mishaps: readonly Mishap[]): void
  close(): Promise<void>
}

/** Speaks Typeform's API on a free port of this machine: responses by page and cursor, webhooks by tag. */
export async function startTypeformFake(token: string): Promise<TypeformFake> {
  const responses: TypeformFake['responses'] = new Map()
  const webhooks: TypeformFake['webhooks'] = new Map()
  const requests: string[] = []
  const mishaps: Mishap[] = []
  const server = createServer(async (request, response) => {
    requests.push(`${request.method} ${request.url}`)
    const mishap = mishaps.shift()
    if (mishap === 'cut') return request.socket.destroy()
    if (mishap) return answer(response, mishap.status, { code: 'MISHAP' }, mishap.headers)
    if (request.headers.authorization !== `Bearer ${token}`)
      return answer(response, 401, { code: 'AUTHENTICATION_FAILED' })
    const url = new URL(request.url ?? '/', 'http://fake')
    const [, , formId = '', kind, tag = ''] = url.pathname.split('/').map(decodeURIComponent)
    const found = responses.get(formId)
    if (!found) return answer(response, 404, { code: 'FORM_NOT_FOUND' })
    if (kind === 'responses') return answer(response, 200, listPage(found, url.searchParams))
    return answerWebhook(request, response, webhooks, formId, tag)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    responses,
    webhooks,
    requests,
    fail: (...more) => void mishaps.push(...more),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

/** Newest first; `before` leaves out everything down to the response of that token. */
function listPage(all: readonly FakeResponse[], query: URLSearchParams): object {
  const newest = [...all].sort((a, b) => b.submitted_at.localeCompare(a.submitted_at))
  const before = newest.findIndex(({ token }) => token === query.get('before'))
  const size = Number(query.get('page_size') ?? 25)
  const items = newest.slice(before + 1, before + 1 + size)
  return { total_items: all.length, page_count: Math.ceil(all.length / size), items }
}

async function answerWebhook(
  request: IncomingMessage,
  response: ServerResponse,
  webhooks: TypeformFake['webhooks'],
  formId: string,
  tag: string,
): Promise<void> {
  const key = `${formId}/${tag}`
  if (request.method === 'PUT')
    webhooks.set(key, {
      ...((await json(request)) as object),
      form_id: formId,
      tag,
      updated_at: new Date(0).toISOString(),
    })
  const { secret: _, ...shown } = webhooks.get(key) ?? {}
  answer(response, webhooks.has(key) ? 200 : 404, webhooks.has(key) ? shown : { code: 'NOT_FOUND' })
}

function answer(
  response: ServerResponse,
  status: number,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(JSON.stringify(body))
}
