import { defineConfig } from 'vitest/config'
import { CountsReporter } from './scripts/counts-reporter.ts'

// Tests under these folders share one real PostgreSQL server, started only when one of them runs.
const pages = ['apps/console/**/*.page.test.ts']
const onPostgres = ['apps/control-plane/**/*.test.ts', 'packages/testkit/**/*.test.ts']

export default defineConfig({
  test: {
    maxWorkers: 2,
    reporters: ['default', new CountsReporter()],
    projects: [
      {
        extends: true,
        test: {
          name: 'pure',
          include: [
            'apps/**/*.test.ts',
            'packages/**/*.test.ts',
            'scripts/**/*.test.ts',
            'bench/**/*.test.ts',
            'models/**/*.test.ts',
          ],
          exclude: ['**/node_modules/**', ...onPostgres, ...pages],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'postgres',
          include: onPostgres,
          globalSetup: '@noderr/testkit/postgres-setup',
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          // The console in a real browser, over a real control plane; the page is built once.
          name: 'pages',
          include: pages,
          globalSetup: ['@noderr/testkit/postgres-setup', './apps/console/test/build-page.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          // The whole network, alone on the machine: it takes both cores and fails on any warning.
          name: 'journeys',
          include: ['e2e/**/*.test.ts'],
          sequence: { groupOrder: 1 },
          testTimeout: 240_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
})
