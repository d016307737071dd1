import { requirePermission } from '../auth/index.ts'
import type { Context } from '../context/index.ts'
import { overdueBefore } from './review-clock.ts'
import type { ApplicationStats } from './stats.ts'
import * as store from './store.ts'

/** @throws {@link NotAllowedError} */
export async function getApplicationStats(ctx: Context): Promise<ApplicationStats> {
  requirePermission(ctx, 'applications.read')
  const days = await store.getReviewDays(ctx.db)
  return store.countByKind(ctx.db, overdueBefore(days, new Date(ctx.clock.now())))
}
