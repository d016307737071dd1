import { TIERS } from '@noderr/protocol'
import { z } from 'zod'
import { APPLICATION_STATUSES, approvalRule, getTwoPersonTiers } from '../applications/index.ts'
import { countApprovers, requirePermission } from '../auth/index.ts'
import type { Context } from '../context/index.ts'
import { parseInput } from '../errors/index.ts'
import { type ApplicationSummary, summarize } from './application-summary.ts'
import { readCursor, SORTS, writeCursor } from './cursor.ts'
import { overdueBefore, reviewClock } from './review-clock.ts'
import { countSignals } from './signal.ts'
import * as store from './store.ts'

const oneOrSeveral = <Of extends z.ZodType>(schema: Of) => z.union([schema, z.array(schema).max(10)])

export const listApplicationsSchema = z.object({
  status: oneOrSeveral(z.enum(APPLICATION_STATUSES)).optional(),
  tier: oneOrSeveral(z.enum(TIERS)).optional(),
  source: oneOrSeveral(z.enum(['typeform', 'manual', 'apply'])).optional(),
  /** An admin's name; null finds what nobody looks after. */
  assignedTo: z.string().max(100).nullable().optional(),
  /** Only those that one person has approved and another one still has to. */
  needsSecondApproval: z.boolean().default(false),
  overdue: z.boolean().default(false),
  /** The beginning of an e-mail address, of a wallet or of words of a name, or an id, ours or the applicant's. */
  search: z
    .string()
    .trim()
    .max(200)
    .regex(/^\P{Cc}*$/u)
    .optional(),
  sort: z.enum(SORTS).default('submitted'),
  direction: z.enum(['asc', 'desc']).default('desc'),
  /** `next` of the page before. */
  cursor: z.string().max(2_000).optional(),
  limit: z.number().int().min(1).max(200).default(50),
})

/** Counting stops here: an exact count would read every application. */
const MOST_COUNTED = 1_000

export interface ApplicationPage {
  readonly applications: readonly ApplicationSummary[]
  /** At most 1 000. */
  readonly total: number
  /** There are more than `total`. */
  readonly totalIsCapped: boolean
  /** Asks for the next page; undefined after the last one. */
  readonly next: string | undefined
}

/**
 * One page of the applications that fit, newest first unless another order is asked for. By `age` and `desc` the oldest
 * review comes first.
 *
 * @throws {@link NotAllowedError}, {@link CursorUnfitError}
 */
export async function listApplications(
  ctx: Context,
  input: z.input<typeof listApplicationsSchema> = {},
): Promise<ApplicationPage> {
  requirePermission(ctx, 'applications.read')
  const { cursor, sort, direction, limit, ...asked } = parseInput(listApplicationsSchema, input)
  const now = new Date(ctx.clock.now())
  const days = await store.getReviewDays(ctx.db)
  const filter = {
    ...asked,
    status: several(asked.status),
    tier: several(asked.tier),
    source: several(asked.source),
    overdueBefore: asked.overdue ? overdueBefore(days, now) : undefined,
  }
  const after = cursor === undefined ? undefined : readCursor(sort, direction, cursor)
  const [rows, counted, tiers, approvers] = await Promise.all([
    store.listApplications(ctx.db, filter, { sort, direction, after, limit: limit + 1 }),
    store.countApplications(ctx.db, filter, MOST_COUNTED + 1),
    getTwoPersonTiers(ctx.db),
    countApprovers(ctx.db),
  ])
  const page = rows.slice(0, limit)
  const ids = page.map(({ application }) => application.id)
  const [given, twins] = await Promise.all([store.countApprovals(ctx.db, ids), store.countTwins(ctx.db, ids)])
  const last = rows.length > limit ? page.at(-1) : undefined
  return {
    applications: page.map(({ application }) =>
      summarize(application, {
        clock: reviewClock(application, days, now),
        approvals: {
          given: given.get(`${application.id} ${application.digest}`) ?? 0,
          needed: approvalRule(application.tier, tiers, approvers).needed,
        },
        signals: countSignals(application, twins.get(application.id) ?? 0),
      }),
    ),
    total: Math.min(counted, MOST_COUNTED),
    totalIsCapped: counted > MOST_COUNTED,
    next: last && writeCursor(sort, direction, { key: last.key, id: last.application.id }),
  }
}

function several<T>(asked: T | readonly T[] | undefined): readonly T[] | undefined {
  if (asked === undefined) return undefined
  const list = Array.isArray(asked) ? asked : [asked]
  return list.length > 0 ? (list as readonly T[]) : undefined
}
