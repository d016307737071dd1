import { sql } from 'kysely'
import type { z } from 'zod'
import type { Tx } from '../db/index.ts'

/** A kind of work for later: its name in the queue and the shape of its payload (ids only, never a secret). */
export interface JobType<Payload extends z.ZodType = z.ZodType> {
  readonly name: string
  readonly payload: Payload
}

/** A kind of work together with what does it. */
export interface Job {
  readonly name: string
  readonly run: (payload: unknown) => Promise<void>
  /** Five fields as in crontab(5), UTC, with an empty payload. */
  readonly cron?: string
}

export interface EnqueueOptions {
  /** A later job of the same key takes the place of one that still waits. */
  readonly key?: string
  readonly runAt?: Date
  readonly maxAttempts?: number
}

export function declareJob<Payload extends z.ZodType>(name: string, payload: Payload): JobType<Payload> {
  return { name, payload }
}

/** Says who does a kind of work. Handlers are idempotent: after a crash the same job runs again. */
export function doJob<Payload extends z.ZodType>(
  { name, payload: schema }: JobType<Payload>,
  work: (payload: z.output<Payload>) => Promise<void>,
  schedule?: { readonly cron: string },
): Job {
  return { name, run: (payload) => work(schema.parse(payload)), ...schedule }
}

/** Adds a job in the transaction that justifies it: a rolled back transaction leaves no job behind. */
export async function enqueue<Payload extends z.ZodType>(
  tx: Tx,
  { name }: JobType<Payload>,
  payload: z.input<Payload>,
  { key, runAt, maxAttempts }: EnqueueOptions = {},
): Promise<void> {
  await sql`SELECT noderr.enqueue(
    ${name}, ${JSON.stringify(payload)}::json, ${key ?? null}, ${runAt ?? null}, ${maxAttempts ?? null}::integer
  )`.execute(tx)
}
