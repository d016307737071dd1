import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { submitPredictions } from '../src/predictions/index.ts'
import { scoreRound } from '../src/scores/index.ts'
import {
  bytes32,
  HOUR,
  keepCandles,
  madeUpCandles,
  predict,
  startTestNetwork,
  type TestNetwork,
} from './network.ts'

const TABLES = [
  'candles',
  'rounds',
  'outcomes',
  'reward_epochs',
  'round_assignments',
  'prediction_batches',
  'predictions',
  'equivocation_evidence',
  'prediction_scores',
  'reward_statements',
  'reward_leaves',
  'network_log',
  'network_log_head',
]
const PUBLIC = ['candles', 'rounds', 'outcomes', 'reward_epochs']

let test: TestNetwork
let owner: pg.Client
beforeAll(async () => {
  test = await startTestNetwork()
  owner = new pg.Client({ connectionString: test.services.url })
  await owner.connect()
  const node = await test.addNode('oracle')
  const closeTime = test.nextClose()
  const round = await test.publish('direction', closeTime)
  test.advanceTo(closeTime + 1_000)
  const batch = await node.sign({}, [predict(node, round)])
  await submitPredictions({ db: test.services.db, network: test.network }, node, batch)
  await keepCandles(test, madeUpCandles(closeTime + HOUR, 3))
  test.advanceTo(closeTime + HOUR)
  await scoreRound(test.services.db, test.network, round.roundId)
  await owner.query(`INSERT INTO reward_epochs VALUES (0, 0, 1, 1, 10, 5, 5, '${bytes32(1)}')`)
  for (const [wallet, number] of [
    [MINE, 1],
    [OTHERS, 2],
  ] as const) {
    await owner.query(
      `INSERT INTO reward_statements VALUES (0, '${bytes32(number)}', '${wallet}', 'oracle', 1, 1, 0, 5, 5, '{}', 'd')`,
    )
  }
})
afterAll(async () => {
  await owner.end()
  await test.close()
})

const MINE = `0x${'aB'.repeat(20)}`
const OTHERS = `0x${'cd'.repeat(20)}`

/** What a role gets, or the code of the refusal, in a transaction that is undone. */
async function as(role: string, query: string, claims = '{}'): Promise<number | string> {
  await owner.query('BEGIN')
  try {
    await owner.query(`SET LOCAL ROLE ${role}`)
    await owner.query(`SELECT set_config('request.jwt.claims', $1, true)`, [claims])
    return (await owner.query(query)).rowCount ?? 0
  } catch (error) {
    return error instanceof pg.DatabaseError ? (error.code ?? '') : String(error)
  } finally {
    await owner.query('ROLLBACK')
  }
}
const DENIED = '42501'

it('is enabled and forced on every table of the market, the rounds and the rewards', async () => {
  const { rows } = await owner.query(
    'SELECT relname FROM pg_class WHERE relname = ANY($1) AND relrowsecurity AND relforcerowsecurity',
    [TABLES],
  )
  expect(rows).toHaveLength(TABLES.length)
})

it('lets anyone read what is public by design, and nobody else anything', async () => {
  for (const table of TABLES) {
    const isPublic = PUBLIC.includes(table)
    const read = await as('anon', `SELECT * FROM ${table}`)
    if (isPublic) expect(read, table).toBeGreaterThan(0)
    else expect(read, table).toBe(DENIED)
    for (const role of ['anon', 'authenticated'])
      expect(await as(role, `DELETE FROM ${table}`), `${role} ${table}`).toBe(DENIED)
  }
})

it('shows an operator the statements of his own wallet, in whatever case, and no prediction', async () => {
  const claims = JSON.stringify({ app_metadata: { wallet_address: MINE.toLowerCase() } })
  expect(await as('authenticated', 'SELECT * FROM reward_statements', claims)).toBe(1)
  expect(await as('authenticated', 'SELECT * FROM reward_statements')).toBe(0)
  const forged = JSON.stringify({ user_metadata: { wallet_address: MINE } })
  expect(await as('authenticated', 'SELECT * FROM reward_statements', forged)).toBe(0)
  expect(await as('authenticated', 'SELECT * FROM predictions', claims)).toBe(DENIED)
})

it('lets even the service change nothing that was promised, said, logged or paid', async () => {
  for (const change of [
    "UPDATE rounds SET manifest = '{}'",
    'UPDATE predictions SET p0 = 1',
    'UPDATE outcomes SET class = 0',
    'UPDATE reward_epochs SET root = NULL',
    'UPDATE network_log SET hash = head',
    'DELETE FROM network_log',
    'DELETE FROM prediction_batches',
    'DELETE FROM equivocation_evidence',
  ])
    expect(await as('service_role', change), change).toBe(DENIED)
  expect(await as('service_role', 'UPDATE predictions SET equivocated = true')).toBe(1)
})
