import type { Clock } from '@noderr/protocol'
import { z } from 'zod'
import type { Config } from '../config.ts'

/** The outside world of {@link openTypeformApi}. */
export interface TypeformPorts {
  readonly clock: Clock
  readonly sleep: (milliseconds: number) => Promise<unknown>
  readonly fetch: typeof fetch
}

/** What Typeform says of a webhook. */
export interface RegisteredWebhook {
  readonly tag: string
  readonly url: string
  readonly enabled: boolean
  readonly verify_ssl?: boolean | undefined
  readonly updated_at?: string | undefined
}

/** What we ask of Typeform's API; every call waits its turn. */
export interface TypeformApi {
  /** Newest first; go on with `before` = the token of the last item. */
  listResponses(
    formId: string,
    page: { readonly pageSize: number; readonly before: string | undefined },
  ): Promise<readonly unknown[]>
  /** Undefined when there is no such webhook. */
  findWebhook(formId: string, tag: string): Promise<RegisteredWebhook | undefined>
  /** Makes the webhook, or changes it into this. */
  putWebhook(
    formId: string,
    tag: string,
    webhook: { readonly url: string; readonly secret: string },
  ): Promise<RegisteredWebhook>
}

/** Typeform allows two requests a second and account. */
const GAP_MS = 500
const TRIES = 5
const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 15 * 60_000
const TIMEOUT_MS = 30_000

const pageSchema = z.object({ items: z.array(z.unknown()) })
const webhookSchema = z.object({
  tag: z.string(),
  url: z.string(),
  enabled: z.boolean(),
  verify_ssl: z.boolean().optional(),
  updated_at: z.string().optional(),
})

/**
 * Speaks to Typeform, at most twice a second, as patiently as it is asked to.
 *
 * Its methods throw {@link TypeformRefusedError} for an answer that trying again will not change, and
 * {@link TypeformSilentError} once five tries have failed.
 *
 * @throws {@link TypeformTokenMissingError}
 */
export function openTypeformApi({ apiUrl, token }: Config['typeform'], ports: TypeformPorts): TypeformApi {
  if (token === undefined) throw new TypeformTokenMissingError()
  const ask = patiently(apiUrl, token, ports)
  const hook = (formId: string, tag: string) =>
    `/forms/${encodeURIComponent(formId)}/webhooks/${encodeURIComponent(tag)}`
  return {
    async listResponses(formId, { pageSize, before }) {
      const query = new URLSearchParams({ page_size: String(pageSize), ...(before ? { before } : {}) })
      const path = `/forms/${encodeURIComponent(formId)}/responses?${query}`
      return parse(pageSchema, await ask('GET', path)).items
    },
    async findWebhook(formId, tag) {
      const answered = await ask('GET', hook(formId, tag), undefined, [404])
      return answered === undefined ? undefined : parse(webhookSchema, answered)
    },
    async putWebhook(formId, tag, { url, secret }) {
      const body = { url, secret, enabled: true, verify_ssl: url.startsWith('https:') }
      return parse(webhookSchema, await ask('PUT', hook(formId, tag), body))
    },
  }
}

type Ask = (method: string, path: string, body?: object, absent?: readonly number[]) => Promise<unknown>

function patiently(apiUrl: string, token: string, { clock, sleep, fetch }: TypeformPorts): Ask {
  let freeAt = 0
  return async (method, path, body, absent = []) => {
    for (let tried = 1; ; tried += 1) {
      if (freeAt > clock.now()) await sleep(freeAt - clock.now())
      freeAt = clock.now() + GAP_MS
      const answered = await fetch(`${apiUrl}${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body ? { body: JSON.stringify(body) } : {}),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      }).catch((error: unknown) => ({ unreachable: error }))
      if (!('unreachable' in answered)) {
        if (answered.ok) return answered.json()
        if (absent.includes(answered.status)) return undefined
        if (answered.status < 500 && answered.status !== 429)
          throw new TypeformRefusedError(answered.status, method, path)
      }
      if (tried === TRIES) throw new TypeformSilentError(apiUrl, answered)
      const asked = 'unreachable' in answered ? undefined : retryAfterMs(answered, clock.now())
      await sleep(Math.min(asked ?? FIRST_WAIT_MS * 2 ** (tried - 1), LONGEST_WAIT_MS))
    }
  }
}

/** RFC 9110 10.2.3: seconds, or a date. */
function retryAfterMs({ headers }: Response, now: number): number | undefined {
  const said = headers.get('retry-after')
  if (said === null) return undefined
  const milliseconds = /^\d+$/.test(said) ? Number(said) * 1_000 : Date.parse(said) - now
  return Number.isNaN(milliseconds) ? undefined : Math.max(0, milliseconds)
}

function parse<Schema extends z.ZodType>(schema: Schema, answered: unknown): z.output<Schema> {
  const parsed = schema.safeParse(answered)
  if (!parsed.success) throw new TypeformChangedError()
  return parsed.data
}

export class TypeformTokenMissingError extends Error {
  override readonly name = 'TypeformTokenMissingError'
  readonly kind = 'unavailable'
  readonly code = 'typeform.no-token'

  constructor() {
    super(
      'TYPEFORM_TOKEN is not set; make a personal access token in Typeform and put it into the environment',
    )
  }
}

export class TypeformRefusedError extends Error {
  override readonly name = 'TypeformRefusedError'
  readonly kind = 'unavailable'
  readonly code = 'typeform.refused'
  readonly status: number

  constructor(status: number, method: string, path: string) {
    const advice =
      status === 401 || status === 403
        ? 'TYPEFORM_TOKEN is wrong, or lacks the scopes responses:read, webhooks:read and webhooks:write'
        : status === 404
          ? 'the token’s account has no such form'
          : 'look it up in Typeform’s documentation'
    super(`Typeform answered ${status} to ${method} ${path.split('?')[0]}: ${advice}`)
    this.status = status
  }
}

export class TypeformSilentError extends Error {
  override readonly name = 'TypeformSilentError'
  readonly kind = 'unavailable'
  readonly code = 'typeform.silent'

  constructor(apiUrl: string, last: Response | { readonly unreachable: unknown }) {
    const status = 'unreachable' in last ? 'no answer' : String(last.status)
    const options = 'unreachable' in last ? { cause: last.unreachable } : {}
    super(`${apiUrl} did not answer usefully in ${TRIES} tries, lastly ${status}; try again later`, options)
  }
}

export class TypeformChangedError extends Error {
  override readonly name = 'TypeformChangedError'
  readonly kind = 'unavailable'
  readonly code = 'typeform.changed'

  constructor() {
    super('Typeform’s API answered in another shape than we know; read its changelog, then typeform-api.ts')
  }
}
