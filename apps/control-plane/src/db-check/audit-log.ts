import { verifyAuditLog } from '../audit/index.ts'
import { openDatabase } from '../db/index.ts'
import { type Check, fail } from './check.ts'

/** Whether the audit log's chain is whole and nobody could have rewritten it unseen. */
export function auditLogCheck(url: string): Check {
  return {
    name: 'audit log',
    async look(client) {
      const { rows } = await client.query<{ name: string }>(`
        SELECT wanted.name FROM unnest(ARRAY['append_only', 'append_only_whole']) AS wanted (name)
        WHERE NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgname = wanted.name AND t.tgenabled IN ('O', 'A')
          AND t.tgrelid = to_regclass('public.audit_log'))`)
      const broken = await findBreak(url)
      return {
        fine: 'its chain is whole and its triggers refuse to rewrite it',
        faults: [
          ...(broken === undefined
            ? []
            : [
                fail(
                  `${broken}: somebody changed, removed or slipped in an entry; compare with a backup from before it`,
                ),
              ]),
          ...rows.map(({ name }) =>
            fail(`trigger ${name} is off or gone; ALTER TABLE public.audit_log ENABLE TRIGGER ${name}`),
          ),
        ],
      }
    },
  }
}

async function findBreak(url: string): Promise<string | undefined> {
  const db = openDatabase(url, () => {})
  try {
    return (await verifyAuditLog(db)).finding
  } finally {
    await db.destroy()
  }
}
