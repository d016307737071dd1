// The house rules of docs/ARCHITECTURE.md as a tool reads them. `npm run verify` fails on a breach, and
// scripts/boundaries.test.ts proves with deliberate breaches that each rule bites.

const pure = '^packages/(protocol|features|scoring)/src/'
const tests = '\\.test\\.tsx?$|/test/'

/** What each package may import of its neighbours; `protocol` is under all of them. */
const packageNeighbours = {
  protocol: [],
  features: ['protocol'],
  market: ['protocol'],
  scoring: ['protocol'],
  releases: ['protocol', 'features'],
  inference: ['protocol', 'releases'],
  'embedded-postgres': [],
  testkit: ['protocol', 'embedded-postgres'],
}

/** The control plane's rooms form a row: each may import the index of these, and nothing else of them. */
const roomNeighbours = {
  'sign-in': [],
  applications: [],
  intake: ['applications'],
  mailroom: ['applications'],
  reviews: ['applications'],
  auditing: [],
  policies: [],
  credentials: ['applications'],
  applicants: ['credentials', 'intake', 'applications'],
  nodes: ['credentials', 'applications'],
  operators: ['nodes', 'credentials', 'applications'],
  telemetry: ['nodes', 'credentials', 'applications'],
  models: [],
  candles: [],
  predictions: ['models', 'nodes', 'credentials', 'applications'],
  scores: ['candles', 'predictions', 'models', 'nodes', 'credentials', 'applications'],
  rewards: [
    'scores',
    'telemetry',
    'candles',
    'predictions',
    'models',
    'nodes',
    'credentials',
    'applications',
  ],
  live: ['rewards', 'scores', 'telemetry', 'candles', 'predictions', 'models', 'nodes'],
}
const rooms = Object.keys(roomNeighbours)
const cellar = 'auth|audit|jobs|mail|db|errors|context|http|network'
const roomPath = (names) => `^apps/control-plane/src/(${names.join('|')})/`

const packageRules = Object.entries(packageNeighbours).map(([name, neighbours]) => ({
  name: `package-${name}-imports-only-its-neighbours`,
  severity: 'error',
  from: { path: `^packages/${name}/`, pathNot: tests },
  to: { path: '^packages/', pathNot: `^packages/(${[name, ...neighbours].join('|')})/` },
}))

const roomRules = Object.entries(roomNeighbours).map(([name, neighbours]) => ({
  name: `room-${name}-looks-only-down-the-row`,
  severity: 'error',
  from: { path: roomPath([name]), pathNot: tests },
  to: { path: roomPath(rooms), pathNot: roomPath([name, ...neighbours]) },
}))

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    { name: 'no-cycle', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'apps-never-import-apps',
      comment:
        "exceptions: the console's type-only import of the control plane's router, and its page tests, which serve it",
      severity: 'error',
      from: { path: '^apps/([^/]+)/', pathNot: '^apps/console/test/' },
      to: { path: '^apps/', pathNot: '^apps/$1/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'only-the-console-takes-types-from-an-app',
      severity: 'error',
      from: { path: '^apps/([^/]+)/', pathNot: '^apps/console/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'the-console-takes-only-the-router-type',
      severity: 'error',
      from: { path: '^apps/console/', pathNot: '^apps/console/test/' },
      to: { path: '^apps/control-plane/', pathNot: '^apps/control-plane/src/router\\.ts$' },
    },
    {
      name: 'packages-never-import-apps',
      severity: 'error',
      from: { path: '^packages/' },
      to: { path: '^apps/' },
    },
    {
      name: 'testkit-is-for-tests',
      severity: 'error',
      from: { path: '^(apps|packages)/', pathNot: `${tests}|^packages/testkit/|vitest` },
      to: { path: '^packages/testkit/' },
    },
    {
      name: 'pure-packages-touch-no-machine',
      comment: 'protocol, features and scoring take time, randomness and bytes as arguments',
      severity: 'error',
      from: { path: pure, pathNot: tests },
      to: { dependencyTypes: ['core'] },
    },
    ...packageRules,
    ...roomRules,
    {
      name: 'a-room-is-entered-by-its-index',
      severity: 'error',
      from: { path: `^apps/control-plane/src/(${rooms.join('|')})/`, pathNot: tests },
      to: { path: roomPath(rooms), pathNot: `^apps/control-plane/src/($1/|[^/]+/index\\.ts$)` },
    },
    {
      name: 'the-cellar-knows-no-room',
      severity: 'error',
      from: { path: `^apps/control-plane/src/(${cellar})/`, pathNot: tests },
      to: { path: roomPath(rooms) },
    },
    {
      name: 'a-store-looks-up-to-nothing',
      comment: 'store → entity only: no verb, no way in, no job',
      severity: 'error',
      from: { path: '^apps/control-plane/src/[^/]+/store\\.ts$' },
      to: {
        path: '^apps/control-plane/src/[^/]+/(router|routes|webhook|jobs|[a-z]+-[a-z-]+)\\.ts$',
        pathNot: `^apps/control-plane/src/(${cellar})/`,
      },
    },
    {
      name: 'ways-in-hold-no-sql',
      severity: 'error',
      from: { path: '^apps/control-plane/src/[^/]+/(router|routes|webhook)\\.ts$' },
      to: { path: '(^apps/control-plane/src/[^/]+/store\\.ts$|node_modules/(kysely|pg)/)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|coverage|\\.noderr)/' },
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'],
    },
  },
}
