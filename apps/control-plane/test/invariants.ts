import type pg from 'pg'
import { verifyAuditLog } from '../src/audit/index.ts'
import type { Db } from '../src/db/index.ts'

/** Each finds rows that must not be there, whatever was killed when. */
const FORBIDDEN: Readonly<Record<string, string>> = {
  'two applications of one form token': `
    SELECT typeform_form_id, typeform_token FROM operator_applications WHERE typeform_token IS NOT NULL
    GROUP BY 1, 2 HAVING count(*) > 1`,
  'a delivery that nobody will read': `
    SELECT i.id FROM webhook_inbox i WHERE i.outcome IS NULL AND NOT EXISTS (
      SELECT FROM graphile_worker.jobs j WHERE j.key = 'delivery:' || i.id)`,
  'a delivery that was read without an application': `
    SELECT id FROM webhook_inbox WHERE outcome = 'submitted' AND application_id IS NULL`,
  'an application that no delivery brought': `
    SELECT a.id FROM operator_applications a WHERE a.source = 'typeform' AND NOT EXISTS (
      SELECT FROM webhook_inbox i WHERE i.application_id = a.id AND i.outcome = 'submitted')`,
  'an application that was not submitted once': `
    SELECT a.id FROM operator_applications a WHERE a.source = 'typeform' AND 1 <> (
      SELECT count(*) FROM audit_log l WHERE l.subject = 'application:' || a.id AND l.action = 'application.submitted')`,
  'an applicant who was not told once that it arrived': `
    SELECT a.id FROM operator_applications a WHERE a.source = 'typeform' AND a.email IS NOT NULL AND 1 <> (
      SELECT count(*) FROM operator_notifications n
      WHERE n.application_id = a.id AND n.notification_type = 'application_received')`,
  'an approved application without exactly one live credential': `
    SELECT a.id FROM operator_applications a WHERE a.status = 'approved' AND 1 <> (
      SELECT count(*) FROM operator_credentials c WHERE c.application_id = a.id AND NOT c.revoked)`,
  'an approved application without its invitation': `
    SELECT a.id FROM operator_applications a JOIN operator_credentials c ON c.application_id = a.id
    WHERE a.status = 'approved' AND 1 <> (SELECT count(*) FROM operator_notifications n
      WHERE n.application_id = a.id AND n.notification_type = 'credentials_issued')`,
  'a credential of an application that was not approved': `
    SELECT c.id FROM operator_credentials c JOIN operator_applications a ON a.id = c.application_id
    WHERE a.status <> 'approved'`,
  'an approval that was not written down once': `
    SELECT a.id FROM operator_applications a WHERE a.status = 'approved' AND 1 <> (
      SELECT count(*) FROM audit_log l WHERE l.subject = 'application:' || a.id AND l.action = 'application.approved')`,
  'a credential whose making was not written down once': `
    SELECT c.id FROM operator_credentials c WHERE 1 <> (
      SELECT count(*) FROM audit_log l WHERE l.subject = 'credential:' || c.id AND l.action = 'credential.created')`,
  'an application whose history does not end where it stands': `
    SELECT a.id FROM operator_applications a WHERE a.status IS DISTINCT FROM (
      SELECT h.to_status FROM operator_application_history h WHERE h.application_id = a.id ORDER BY h.id DESC LIMIT 1)`,
  'two yeses of one person': `
    SELECT application_id FROM application_approvals GROUP BY application_id, approver, digest HAVING count(*) > 1`,
  'a mail that waits for nobody': `
    SELECT n.id FROM operator_notifications n WHERE NOT n.sent_successfully AND n.dead_at IS NULL
      AND n.kept_at IS NULL AND n.erased_at IS NULL
      AND NOT EXISTS (SELECT FROM graphile_worker.jobs j WHERE j.key = 'mail:' || n.id)`,
  'a claim that is not written down once': `
    SELECT c.id FROM operator_credentials c WHERE c.claimed_at IS NOT NULL AND 1 <> (
      SELECT count(*) FROM audit_log l WHERE l.subject = 'credential:' || c.id AND l.action = 'credential.claimed')`,
  'a used link of a credential that was not claimed, or a claim without its link': `
    SELECT c.id FROM operator_credentials c WHERE (c.claimed_at IS NOT NULL) <> EXISTS (
      SELECT FROM credential_claims l WHERE l.credential_id = c.id AND l.used_at IS NOT NULL)`,
}

const ALL = Object.entries(FORBIDDEN)
  .map(
    ([promise, query]) => `SELECT '${promise}' AS promise, to_jsonb(broken) AS row FROM (${query}) AS broken`,
  )
  .join(' UNION ALL ')

/**
 * What onboarding promises whenever a process is killed, looked for over all tables.
 *
 * @param owner - Past row level security.
 * @returns One line for each row that breaks a promise.
 */
export async function findBrokenPromises(owner: pg.Client): Promise<readonly string[]> {
  const { rows } = await owner.query<{ promise: string; row: unknown }>(ALL)
  return rows.map(({ promise, row }) => `${promise}: ${JSON.stringify(row)}`)
}

/** As {@link findBrokenPromises}, and whether the audit log is whole, which takes as long as the log. */
export async function findBrokenPromisesAndLog(owner: pg.Client, db: Db): Promise<readonly string[]> {
  const { finding } = await verifyAuditLog(db)
  return [...(await findBrokenPromises(owner)), ...(finding === undefined ? [] : [finding])]
}
