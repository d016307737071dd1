import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { Context } from '../apps/control-plane/src/context/index.ts'
import { type Db, migrate, openDatabase } from '../apps/control-plane/src/db/index.ts'
import { listApplications } from '../apps/control-plane/src/reviews/index.ts'
import { removePostgres, startPostgres } from '../packages/embedded-postgres/src/index.ts'
import { type Benchmark, type Figures, median, rounded } from './benchmark.ts'

const LIMIT = 50

/** What a page of the list of applications costs, beside a bare page of the same table by its primary key. */
export const benchmark: Benchmark<{ applications: number; runs: number }> = {
  name: 'applications-list',
  claim: 'a page of 50 of the list of applications, beside SELECT … LIMIT 50 by primary key in the same run',
  sizes: { applications: 100_000, runs: 41 },
  async run({ applications, runs }): Promise<Figures> {
    const dataDir = mkdtempSync(join(tmpdir(), 'noderr-bench-'))
    const postgres = await startPostgres({ dataDir, log: () => {} })
    try {
      await migrate(postgres.url)
      await fill(postgres.url, applications)
      const db = openDatabase(postgres.url, () => {})
      try {
        return await measure(db, runs)
      } finally {
        await db.destroy()
      }
    } finally {
      await postgres.stop()
      await removePostgres(dataDir)
    }
  },
}

/** Made-up applications of a few years: one in ten open, one in a thousand for an oracle. */
async function fill(url: string, applications: number): Promise<void> {
  const owner = new pg.Client({ connectionString: url })
  await owner.connect()
  await owner.query(
    `INSERT INTO operator_applications
      (email, name, wallet_address, tier, submitted_at, status, digest, approved_digest, reviewed_by, reviewed_at,
        rejection_reason, typeform_form_id, typeform_token, experience, motivation)
    SELECT 'person' || n || '@example' || n % 97 || '.org',
      (ARRAY['Ada', 'Grace', 'Mary', 'Jean-Luc', 'Åsa', 'Zoë', 'Linus'])[1 + n % 7] || ' Family' || n % 9973,
      '0x' || lpad(to_hex(n), 40, '0'),
      CASE WHEN n % 1000 = 0 THEN 'oracle' ELSE (ARRAY['micro', 'validator', 'guardian'])[1 + n % 3] END,
      timestamptz '2024-01-01' + n * interval '10 minutes', status, digest,
      CASE status WHEN 'approved' THEN digest END,
      CASE WHEN status <> 'pending' THEN 'admin:ada' END, CASE WHEN status <> 'pending' THEN now() END,
      CASE status WHEN 'rejected' THEN 'no' END, 'form', 't' || n, repeat('experience ', 20), repeat('motivation ', 20)
    FROM (SELECT n, 'sha256:' || encode(sha256(n::text::bytea), 'hex') AS digest,
      CASE WHEN n % 10 = 0 THEN 'pending' WHEN n % 3 = 0 THEN 'rejected' ELSE 'approved' END AS status
      FROM generate_series(1, $1::integer) AS n) AS people`,
    [applications],
  )
  await owner.query('VACUUM ANALYZE operator_applications')
  await owner.end()
}

async function measure(db: Db, runs: number): Promise<Figures> {
  const clock = { now: () => Date.parse('2026-01-01') }
  const actor = { type: 'cli', user: 'bench' } as const
  const ctx: Context = { db, clock, actor, randomBytes: () => new Uint8Array() }
  const list = (asked: Parameters<typeof listApplications>[1]) => () =>
    listApplications(ctx, { limit: LIMIT, ...asked })
  const pages: Readonly<Record<string, () => Promise<unknown>>> = {
    byPrimaryKey: () =>
      db.selectFrom('operator_applications').selectAll().orderBy('id').limit(LIMIT).execute(),
    firstPage: list({}),
    lastPage: list({ cursor: await cursorOfLastPage(ctx) }),
    open: list({ status: ['pending', 'needs_attention'], sort: 'age' }),
    overdue: list({ overdue: true, sort: 'age' }),
    rareTier: list({ status: 'pending', tier: 'oracle' }),
    byName: list({ sort: 'name', direction: 'asc' }),
    byStatus: list({ sort: 'status', direction: 'asc', tier: 'guardian' }),
    searchEmail: list({ search: 'person4711@' }),
    searchWallet: list({ search: '0x0000000000000000000000000000000000001267' }),
    searchName: list({ search: 'jean family77' }),
    searchBroad: list({ search: 'ada' }),
    searchNothing: list({ search: 'nobody at all' }),
  }
  const spent = new Map(Object.keys(pages).map((name) => [name, [] as number[]]))
  for (let run = -3; run < runs; run += 1) {
    for (const [name, page] of Object.entries(pages)) {
      const startedAt = performance.now()
      await page()
      if (run >= 0) spent.get(name)?.push(performance.now() - startedAt)
    }
  }
  const bare = median(spent.get('byPrimaryKey') ?? [])
  const figures = [...spent].flatMap(([name, times]): [string, number][] => [
    [`${name}Ms`, rounded(median(times))],
    [`${name}Ratio`, rounded(median(times) / bare)],
  ])
  return Object.fromEntries(figures)
}

/** The place of which only the oldest 50 are left, reached from the other end. */
async function cursorOfLastPage(ctx: Context): Promise<string | undefined> {
  const oldest = await listApplications(ctx, { sort: 'submitted', direction: 'asc', limit: LIMIT })
  const { next } = oldest
  if (!next) return undefined
  const [, , key, id] = JSON.parse(Buffer.from(next, 'base64url').toString()) as [
    string,
    string,
    string,
    number,
  ]
  return Buffer.from(JSON.stringify(['submitted', 'desc', key, id + 1])).toString('base64url')
}
