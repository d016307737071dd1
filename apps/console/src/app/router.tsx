import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { NotFound } from './NotFound.tsx'
import { Shell } from './Shell.tsx'

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound })

/** The map of the console: every page, loaded when it is opened. */
const pages = [
  createRoute({
    getParentRoute: () => root,
    path: '/',
    component: lazyRouteComponent(() => import('../network/NetworkPage.tsx'), 'NetworkPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/login',
    component: lazyRouteComponent(() => import('../session/LoginPage.tsx'), 'LoginPage'),
  }),
]

export const appRouter = createRouter({ routeTree: root.addChildren(pages) })

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof appRouter
  }
}
