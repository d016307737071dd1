import { requirePermission } from '../auth/index.ts'
import type { Context } from '../context/index.ts'
import type { Application, ApplicationStatus } from './application.ts'
import * as store from './store.ts'

/** Newest first; go on with `before` = the last id. @throws {@link NotAllowedError} */
export async function listApplications(
  ctx: Context,
  page: {
    readonly status?: ApplicationStatus | undefined
    readonly before?: number | undefined
    readonly limit?: number | undefined
  } = {},
): Promise<Application[]> {
  requirePermission(ctx, 'applications.read')
  return store.listApplications(ctx.db, {
    status: page.status,
    before: page.before,
    limit: page.limit ?? 100,
  })
}

/** @throws {@link NotAllowedError}, {@link ApplicationNotFoundError} */
export async function showApplication(ctx: Context, applicationId: number): Promise<Application> {
  requirePermission(ctx, 'applications.read')
  return store.getApplication(ctx.db, applicationId)
}
