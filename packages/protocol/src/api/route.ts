import type { z } from 'zod'

/**
 * Who may call a route: `none` = anyone; `api-key` = `Bearer API_KEY:API_SECRET`; `session` = `Session TOKEN` opened by
 * the hot key; `publisher` = `Publisher TOKEN`; `webhook` = the sender's signature over the raw body.
 */
export type RouteAuth = 'none' | 'api-key' | 'session' | 'publisher' | 'webhook'

/** One route of the node API, declared once and used by server, client and the OpenAPI document. */
export interface Route<
  Body extends z.ZodType | undefined = z.ZodType | undefined,
  Query extends z.ZodType | undefined = z.ZodType | undefined,
  Answer extends z.ZodType = z.ZodType,
> {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly auth: RouteAuth
  readonly summary: string
  readonly body: Body
  readonly query: Query
  readonly answer: Answer
  /** The most bytes that a body may have; the server answers 413 above. */
  readonly maxBytes: number
}

/** Declares a `GET`; the query is parsed from strings. */
export function get<Query extends z.ZodType | undefined, Answer extends z.ZodType>(
  path: string,
  auth: RouteAuth,
  summary: string,
  schemas: { readonly query: Query; readonly answer: Answer },
): Route<undefined, Query, Answer> {
  return { method: 'GET', path, auth, summary, body: undefined, maxBytes: 0, ...schemas }
}

/** Declares a `POST` with a JSON body of at most `maxBytes` bytes. */
export function post<Body extends z.ZodType, Answer extends z.ZodType>(
  path: string,
  auth: RouteAuth,
  summary: string,
  schemas: { readonly body: Body; readonly answer: Answer; readonly maxBytes: number },
): Route<Body, undefined, Answer> {
  return { method: 'POST', path, auth, summary, query: undefined, ...schemas }
}
