import { type Check, fail } from './check.ts'

/** The tables that other parts of the network know by name, with the columns that they know (TABLES.md). */
const REQUIRED: Readonly<Record<string, string>> = {
  operator_applications:
    'id email name wallet_address tier experience infrastructure submitted_at typeform_token status reviewed_by reviewed_at rejection_reason created_at',
  operator_credentials:
    'id application_id operator_address node_id api_key api_secret_hash tier issued_at expires_at last_used_at revoked revoked_at revoked_reason',
  operator_downloads:
    'id credential_id operator_address node_id download_type download_url downloaded_at ip_address user_agent',
  operator_notifications:
    'id application_id operator_email notification_type subject body sent_at sent_successfully error_message',
  model_versions: 'id model_id version tier url checksum deployed_at active manifest downloads',
  node_telemetry: 'id node_id timestamp input_hash prediction latency model_version created_at',
  node_metrics:
    'node_id predictions abstentions accuracy score latency_p50_ms latency_p99_ms uptime last_seen_at release software_version',
  system_config: 'key value updated_at updated_by',
}

/** Whether each of these tables and columns is there. */
export const tablesCheck: Check = {
  name: 'tables',
  async look(client) {
    const { rows } = await client.query<{ name: string; columns: string[] }>(`
      SELECT table_name::text AS name, array_agg(column_name::text) AS columns FROM information_schema.columns
      WHERE table_schema = 'public' GROUP BY 1`)
    const found = new Map(rows.map(({ name, columns }) => [name, columns]))
    const lacking = Object.entries(REQUIRED).flatMap(([table, columns]) => {
      const there = found.get(table)
      if (!there) return [`table ${table}`]
      return columns
        .split(' ')
        .flatMap((column) => (there.includes(column) ? [] : [`column ${table}.${column}`]))
    })
    return {
      fine: `the ${Object.keys(REQUIRED).length} tables that others rely on have their columns`,
      faults: lacking.map((thing) =>
        fail(`${thing} is missing; restore it from a backup, since no migration ever removes it`),
      ),
    }
  },
}
