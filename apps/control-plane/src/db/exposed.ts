/** A role of Supabase that a browser can act as. */
export type BrowserRole = 'anon' | 'authenticated'

/** What of a table browsers may read with Supabase's own API. Nobody but the service writes anything. */
export interface Exposure {
  readonly to: readonly BrowserRole[]
  readonly columns: readonly string[]
}

const PUBLIC: readonly BrowserRole[] = ['anon', 'authenticated']
const SIGNED_IN: readonly BrowserRole[] = ['authenticated']

/**
 * Every column that `anon` or `authenticated` may read; which rows, the policies of the migrations say. What is not
 * listed is closed: `noderr-admin db check` and the row level security tests hold a database against this list.
 */
export const EXPOSED: Readonly<Record<string, Exposure>> = {
  candles: {
    to: PUBLIC,
    columns: words('symbol interval_ms open_time close_time open high low close volume source'),
  },
  model_versions: {
    to: PUBLIC,
    columns: words('id model_id version tier url checksum deployed_at active'),
  },
  node_metrics: {
    to: SIGNED_IN,
    columns: words(
      'node_id predictions abstentions scored accuracy score latency_p50_ms latency_p99_ms uptime last_seen_at',
      'release software_version updated_at',
    ),
  },
  node_telemetry: {
    to: SIGNED_IN,
    columns: words('id node_id sequence timestamp input_hash prediction latency model_version created_at'),
  },
  nodes: { to: SIGNED_IN, columns: words('node_id operator_address tier enrolled_at last_heartbeat_at') },
  operator_applications: {
    to: SIGNED_IN,
    columns: words(
      'id public_id email name wallet_address tier submitted_at status rejection_reason created_at',
    ),
  },
  operator_credentials: {
    to: SIGNED_IN,
    columns: words(
      'id application_id operator_address node_id api_key tier issued_at claimed_at expires_at last_used_at revoked',
      'revoked_at revoked_reason',
    ),
  },
  operator_downloads: {
    to: SIGNED_IN,
    columns: words(
      'id credential_id operator_address node_id download_type download_url downloaded_at ip_address user_agent',
    ),
  },
  outcomes: {
    to: PUBLIC,
    columns: words('round_id class value_e9 previous_class void_reason log_index scored_at'),
  },
  reward_epochs: {
    to: PUBLIC,
    columns: words('epoch from_ms to_ms rounds pool_wei total_wei rollover_wei root'),
  },
  reward_leaves: { to: SIGNED_IN, columns: words('epoch wallet amount_wei leaf proof') },
  reward_statements: {
    to: SIGNED_IN,
    columns: words(
      'epoch node_id operator tier assigned_rounds on_time_rounds score_bps raw_wei paid_wei statement digest',
    ),
  },
  rounds: {
    to: PUBLIC,
    columns: words(
      'round_id kind lane symbol interval_ms horizon_ms close_time opens_at submit_by settles_at manifest signature',
      'settled',
    ),
  },
}

function words(...lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) => line.split(' '))
}
