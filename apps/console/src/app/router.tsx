import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent as lazy,
} from '@tanstack/react-router'
import { readApprovalSearch } from '../approvals/approval-search.ts'
import { readAuditSearch } from '../audit/audit-search.ts'
import { readInboxSearch } from '../inbox/inbox-search.ts'
import { readMailSearch } from '../mail/mail-search.ts'
import { NotFound } from './NotFound.tsx'
import { PageLoading } from './PageLoading.tsx'
import { PageTrouble } from './PageTrouble.tsx'
import { Shell } from './Shell.tsx'

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound })
const here = { getParentRoute: () => root }

/** The map of the console: every page, loaded when it is opened. The ways to them stand in `navigation.ts`. */
const pages = [
  createRoute({
    ...here,
    path: '/',
    component: lazy(() => import('../network/NetworkPage.tsx'), 'NetworkPage'),
  }),
  createRoute({
    ...here,
    path: '/login',
    component: lazy(() => import('../session/LoginPage.tsx'), 'LoginPage'),
  }),
  createRoute({
    ...here,
    path: '/account',
    component: lazy(() => import('../account/AccountPage.tsx'), 'AccountPage'),
  }),
  createRoute({
    ...here,
    path: '/admin/people',
    component: lazy(() => import('../people/PeoplePage.tsx'), 'PeoplePage'),
  }),
  createRoute({
    ...here,
    path: '/my-nodes',
    component: lazy(() => import('../credentials/MyNodesPage.tsx'), 'MyNodesPage'),
  }),
  createRoute({
    ...here,
    path: '/claim',
    component: lazy(() => import('../claim/ClaimPage.tsx'), 'ClaimPage'),
  }),
  createRoute({
    ...here,
    path: '/rotate',
    component: lazy(() => import('../claim/RotatePage.tsx'), 'RotatePage'),
  }),
  createRoute({
    ...here,
    path: '/revoke-key',
    component: lazy(() => import('../claim/RevokeKeyPage.tsx'), 'RevokeKeyPage'),
  }),
  createRoute({
    ...here,
    path: '/wallet-change',
    component: lazy(() => import('../claim/WalletChangePage.tsx'), 'WalletChangePage'),
  }),
  createRoute({
    ...here,
    path: '/delegate',
    component: lazy(() => import('../delegate/DelegatePage.tsx'), 'DelegatePage'),
  }),
  createRoute({
    ...here,
    path: '/apply',
    component: lazy(() => import('../apply/ApplyPage.tsx'), 'ApplyPage'),
  }),
  createRoute({
    ...here,
    path: '/my-applications',
    component: lazy(() => import('../my-applications/MyApplicationsPage.tsx'), 'MyApplicationsPage'),
  }),
  createRoute({
    ...here,
    path: '/admin/inbox',
    validateSearch: readInboxSearch,
    component: lazy(() => import('../inbox/InboxPage.tsx'), 'InboxPage'),
  }),
  createRoute({
    ...here,
    path: '/admin/mail',
    validateSearch: readMailSearch,
    component: lazy(() => import('../mail/MailPage.tsx'), 'MailPage'),
  }),
  createRoute({
    ...here,
    path: '/admin/approvals',
    validateSearch: readApprovalSearch,
    component: lazy(() => import('../approvals/AdminApprovals.tsx'), 'AdminApprovals'),
  }),
  createRoute({
    ...here,
    path: '/admin/approvals/new',
    component: lazy(() => import('../approvals/NewApplicationPage.tsx'), 'NewApplicationPage'),
  }),
  createRoute({
    ...here,
    path: '/admin/approvals/$applicationId',
    validateSearch: readApprovalSearch,
    component: lazy(() => import('../approvals/ApplicationPage.tsx'), 'ApplicationPage'),
  }),
  createRoute({
    ...here,
    path: '/admin/audit',
    validateSearch: readAuditSearch,
    component: lazy(() => import('../audit/AuditPage.tsx'), 'AuditPage'),
  }),
]

export const appRouter = createRouter({
  routeTree: root.addChildren(pages),
  defaultErrorComponent: PageTrouble,
  defaultPendingComponent: PageLoading,
  defaultPendingMs: 200,
  defaultPreload: 'intent',
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof appRouter
  }
}
