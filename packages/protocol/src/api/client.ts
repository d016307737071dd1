import type { z } from 'zod'
import { problemSchema } from './problem.ts'
import type { Route } from './route.ts'

/** The part of `fetch` that the client needs; programs pass their own. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>

export interface CallOptions {
  /** Origin of the control plane, without a slash at the end: `https://network.example`. */
  readonly baseUrl: string
  readonly fetch: Fetch
  /** The whole `Authorization` header, see {@link apiKeyHeader} and {@link sessionHeader}; left out for open routes. */
  readonly authorization?: string
  readonly signal?: AbortSignal
}

/** Several times the largest answer of the node API. */
const MOST_ANSWER_BYTES = 16 * 1024 * 1024

const LONGEST_WAIT_S = 3_600

type InputOf<Schema extends z.ZodType | undefined> = Schema extends z.ZodType ? z.input<Schema> : undefined

/**
 * Calls one route of the node API and parses its answer.
 *
 * @throws {@link ApiProblemError} when the server answered with an error, with its `code` and status;
 * {@link ApiUnreachableError} when there was no answer; {@link ApiAnswerError} when the answer is not what the route
 * promises, or has more than 16 MiB.
 */
export async function callRoute<
  Body extends z.ZodType | undefined,
  Query extends z.ZodType | undefined,
  Answer extends z.ZodType,
>(
  route: Route<Body, Query, Answer>,
  input: { readonly body?: InputOf<Body>; readonly query?: InputOf<Query> },
  options: CallOptions,
): Promise<z.output<Answer>> {
  const url = options.baseUrl + route.path + queryString(input.query)
  const response = await request(url, route, input.body, options)
  const json = parseJson(await readText(response, url))
  if (!response.ok) throw problemOf(response, url, json)
  const answer = route.answer.safeParse(json)
  if (!answer.success) throw new ApiAnswerError(url, answer.error)
  return answer.data
}

/** `Bearer API_KEY:API_SECRET`. */
export function apiKeyHeader(apiKey: string, apiSecret: string): string {
  return `Bearer ${apiKey}:${apiSecret}`
}

/** `Session TOKEN`. */
export function sessionHeader(token: string): string {
  return `Session ${token}`
}

async function request(url: string, route: Route, body: unknown, options: CallOptions): Promise<Response> {
  const headers: Record<string, string> = { accept: 'application/json' }
  if (options.authorization) headers.authorization = options.authorization
  if (route.body) headers['content-type'] = 'application/json'
  const init: RequestInit = { method: route.method, headers, redirect: 'error' }
  if (route.body) init.body = JSON.stringify(body)
  if (options.signal) init.signal = options.signal
  try {
    return await options.fetch(url, init)
  } catch (cause) {
    throw new ApiUnreachableError(url, cause)
  }
}

/** Never more than {@link MOST_ANSWER_BYTES}: a server that goes on for ever must not fill the caller's memory. */
async function readText(response: Response, url: string): Promise<string> {
  const reader = response.body?.getReader()
  if (!reader) return ''
  const decoder = new TextDecoder()
  let [text, length] = ['', 0]
  for (;;) {
    const { done, value } = await reader.read().catch((cause: unknown) => {
      throw new ApiUnreachableError(url, cause)
    })
    if (done) return text + decoder.decode()
    length += value.length
    if (length > MOST_ANSWER_BYTES) {
      await reader.cancel()
      throw new ApiAnswerError(url, `more than ${MOST_ANSWER_BYTES} bytes`)
    }
    text += decoder.decode(value, { stream: true })
  }
}

function queryString(query: unknown): string {
  if (typeof query !== 'object' || query === null) return ''
  const pairs = Object.entries(query).map(([name, value]): [string, string] => [name, String(value)])
  return `?${new URLSearchParams(pairs)}`
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function problemOf(response: Response, url: string, json: unknown): ApiProblemError {
  const problem = problemSchema.safeParse(json)
  const retryAfterMs = readRetryAfter(response.headers.get('retry-after'))
  return problem.success
    ? new ApiProblemError(url, response.status, problem.data.code, problem.data.detail, retryAfterMs)
    : new ApiProblemError(
        url,
        response.status,
        'http',
        `the server answered ${response.status}`,
        retryAfterMs,
      )
}

/** Seconds only. Within bounds: a timer given less than nothing, or more than it can count, rings at once. */
function readRetryAfter(header: string | null): number | undefined {
  const seconds = Number(header ?? Number.NaN)
  return Number.isFinite(seconds) ? 1000 * Math.min(Math.max(seconds, 0), LONGEST_WAIT_S) : undefined
}

export class ApiProblemError extends Error {
  override readonly name = 'ApiProblemError'
  readonly code: string
  readonly status: number
  readonly url: string
  readonly retryAfterMs: number | undefined

  constructor(url: string, status: number, code: string, detail: string, retryAfterMs?: number) {
    super(`${url}: ${detail}`)
    this.url = url
    this.status = status
    this.code = code
    this.retryAfterMs = retryAfterMs
  }
}

export class ApiUnreachableError extends Error {
  override readonly name = 'ApiUnreachableError'
  readonly code = 'api.unreachable'
  readonly url: string

  constructor(url: string, cause: unknown) {
    super(`${url} did not answer; check the address and the network, the call can be made again`, { cause })
    this.url = url
  }
}

export class ApiAnswerError extends Error {
  override readonly name = 'ApiAnswerError'
  readonly code = 'api.unexpected-answer'
  readonly url: string

  constructor(url: string, cause: unknown) {
    super(`${url} answered something else than this version of the protocol promises`, { cause })
    this.url = url
  }
}
