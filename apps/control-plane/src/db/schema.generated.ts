// Written by `node scripts/generate-schema.ts` from the migrated schema; do not edit.

import type { ColumnType, GeneratedAlways } from 'kysely'

type Generated<T> = T extends ColumnType<infer Select, infer Insert, infer Update>
  ? ColumnType<Select, Insert | undefined, Update>
  : ColumnType<T, T | undefined, T>

export interface AdminChanges {
  id: GeneratedAlways<number>
  admin: string
  before: string | null
  after: string | null
  email: string | null
  wallet_address: string | null
  proposed_by: string
  proposed_at: ColumnType<Date, Date | string>
  confirmed_by: string | null
  applied_at: ColumnType<Date, Date | string> | null
  dropped_by: string | null
  dropped_at: ColumnType<Date, Date | string> | null
}

export interface AdminLoginLinks {
  token_hash: string
  admin: string
  role: string
  minted_at: ColumnType<Date, Date | string>
  expires_at: ColumnType<Date, Date | string>
  used_at: ColumnType<Date, Date | string> | null
}

export interface Admins {
  id: GeneratedAlways<number>
  name: string
  email: string | null
  wallet_address: string | null
  role: string
  user_id: string | null
  created_at: ColumnType<Date, Date | string>
  created_by: string
  removed_at: ColumnType<Date, Date | string> | null
  suspended_at: ColumnType<Date, Date | string> | null
}

export interface ApplicantNonces {
  nonce: string
  expires_at: ColumnType<Date, Date | string>
}

export interface ApplicationApprovals {
  application_id: number
  digest: string
  approver: string
  approved_at: ColumnType<Date, Date | string>
}

export interface ApplicationCorrections {
  id: GeneratedAlways<string>
  application_id: number
  from_digest: string
  to_digest: string
  before: ColumnType<unknown, string>
  after: ColumnType<unknown, string>
  why: string
  corrected_by: string
  corrected_at: ColumnType<Date, Date | string>
}

export interface ApplicationDrafts {
  person: string
  answers: ColumnType<unknown, string>
  saved_at: ColumnType<Date, Date | string>
}

export interface ApplicationNotes {
  id: GeneratedAlways<string>
  application_id: number
  author: string
  note: string
  noted_at: ColumnType<Date, Date | string>
}

export interface ApplicationQuestions {
  id: GeneratedAlways<string>
  application_id: number
  question: string
  asked_by: string
  asked_at: ColumnType<Date, Date | string>
  answer: string | null
  answered_by: string | null
  answered_at: ColumnType<Date, Date | string> | null
}

export interface AuditHead {
  single: Generated<boolean>
  entries: ColumnType<string, string | number | bigint>
  hash: string
}

export interface AuditLog {
  id: ColumnType<string, string | number | bigint>
  at: ColumnType<Date, Date | string>
  actor: string
  action: string
  subject: string
  details: ColumnType<unknown, string>
  previous_hash: string
  hash: string
}

export interface AuthAccounts {
  id: string
  user_id: string
  account_id: string
  provider_id: string
  access_token: string | null
  refresh_token: string | null
  id_token: string | null
  access_token_expires_at: ColumnType<Date, Date | string> | null
  refresh_token_expires_at: ColumnType<Date, Date | string> | null
  scope: string | null
  password: string | null
  created_at: Generated<ColumnType<Date, Date | string>>
  updated_at: ColumnType<Date, Date | string>
}

export interface AuthChallenges {
  challenge_hash: string
  user_id: string | null
  expires_at: ColumnType<Date, Date | string>
}

export interface AuthLimits {
  key_hash: string
  uses: number
  window_ends_at: ColumnType<Date, Date | string>
}

export interface AuthPasskeys {
  id: string
  user_id: string
  name: string
  public_key: Buffer
  counter: ColumnType<string, string | number | bigint>
  transports: string[]
  created_at: ColumnType<Date, Date | string>
  last_used_at: ColumnType<Date, Date | string> | null
}

export interface AuthSessions {
  id: string
  user_id: string
  token: string
  expires_at: ColumnType<Date, Date | string>
  ip_address: string | null
  user_agent: string | null
  created_at: Generated<ColumnType<Date, Date | string>>
  updated_at: ColumnType<Date, Date | string>
}

export interface AuthUsers {
  id: string
  name: string
  email: string
  email_verified: boolean
  image: string | null
  created_at: Generated<ColumnType<Date, Date | string>>
  updated_at: Generated<ColumnType<Date, Date | string>>
}

export interface AuthVerifications {
  id: string
  identifier: string
  value: string
  expires_at: ColumnType<Date, Date | string>
  created_at: Generated<ColumnType<Date, Date | string>>
  updated_at: Generated<ColumnType<Date, Date | string>>
}

export interface AuthWallets {
  id: string
  user_id: string
  address: string
  chain_id: number
  is_primary: boolean
  created_at: ColumnType<Date, Date | string>
}

export interface Candles {
  symbol: string
  interval_ms: ColumnType<string, string | number | bigint>
  open_time: ColumnType<string, string | number | bigint>
  close_time: ColumnType<string, string | number | bigint>
  open: number
  high: number
  low: number
  close: number
  volume: number
  source: string
}

export interface ConfigChanges {
  id: GeneratedAlways<number>
  key: string
  before: ColumnType<unknown, string>
  after: ColumnType<unknown, string>
  why: string
  proposed_by: string
  proposed_at: ColumnType<Date, Date | string>
  needs_second: boolean
  confirmed_by: string | null
  applied_at: ColumnType<Date, Date | string> | null
  dropped_by: string | null
  dropped_at: ColumnType<Date, Date | string> | null
}

export interface CredentialClaims {
  claim_id: string
  credential_id: number
  token_hash: string
  minted_at: ColumnType<Date, Date | string>
  expires_at: ColumnType<Date, Date | string>
  used_at: ColumnType<Date, Date | string> | null
  withdrawn_at: ColumnType<Date, Date | string> | null
}

export interface CredentialReminders {
  credential_id: number
  expires_at: ColumnType<Date, Date | string>
  days_before: number
  reminded_at: ColumnType<Date, Date | string>
}

export interface EquivocationEvidence {
  id: GeneratedAlways<string>
  node_id: string
  round_id: string
  kept_leaf: string
  other_leaf: string
  batch_digest: string
  evidence: ColumnType<unknown, string>
  recorded_at: ColumnType<string, string | number | bigint>
}

export interface ErasedFormTokens {
  token_hash: string
  erased_at: ColumnType<Date, Date | string>
}

export interface ErasureLinks {
  token_hash: string
  email: string
  expires_at: ColumnType<Date, Date | string>
}

export interface GracePeriods {
  id: GeneratedAlways<number>
  application_id: number
  wallet_address: string
  person_hash: string
  granted_at: ColumnType<Date, Date | string>
  ends_at: ColumnType<Date, Date | string>
}

export interface ModelVersions {
  id: GeneratedAlways<number>
  model_id: string
  version: string
  tier: string
  channel: Generated<string>
  url: string
  checksum: string
  deployed_at: Generated<ColumnType<Date, Date | string>>
  active: Generated<boolean>
  manifest: Generated<ColumnType<unknown, string>>
  downloads: Generated<ColumnType<string, string | number | bigint>>
}

export interface NetworkLog {
  index: ColumnType<string, string | number | bigint>
  kind: string
  hash: string
  head: string
  recorded_at: ColumnType<string, string | number | bigint>
}

export interface NetworkLogHead {
  single: Generated<boolean>
  head: string
  size: ColumnType<string, string | number | bigint>
  recorded_at: ColumnType<string, string | number | bigint>
}

export interface NodeKeys {
  key_id: string
  node_id: string
  delegation: ColumnType<unknown, string>
  delegation_signature: string
  delegation_hash: string
  not_before: ColumnType<Date, Date | string>
  not_after: ColumnType<Date, Date | string>
  enrolled_at: ColumnType<Date, Date | string>
  revoked_at: ColumnType<Date, Date | string> | null
}

export interface NodeMetrics {
  node_id: string
  predictions: Generated<ColumnType<string, string | number | bigint>>
  abstentions: Generated<ColumnType<string, string | number | bigint>>
  scored: Generated<ColumnType<string, string | number | bigint>>
  accuracy: number | null
  score: number | null
  latency_p50_ms: number | null
  latency_p99_ms: number | null
  uptime: number | null
  last_seen_at: ColumnType<Date, Date | string> | null
  release: string | null
  software_version: string | null
  updated_at: Generated<ColumnType<Date, Date | string>>
}

export interface NodeNonces {
  node_id: string
  nonce: string
  expires_at: ColumnType<Date, Date | string>
}

export interface NodeSessions {
  token_hash: string
  node_id: string
  key_id: string
  lease_epoch: ColumnType<string, string | number | bigint>
  opened_at: ColumnType<Date, Date | string>
  expires_at: ColumnType<Date, Date | string>
  closed_at: ColumnType<Date, Date | string> | null
}

export interface NodeTelemetry {
  id: GeneratedAlways<string>
  node_id: string
  sequence: ColumnType<string, string | number | bigint>
  timestamp: ColumnType<Date, Date | string>
  input_hash: string | null
  prediction: Generated<ColumnType<unknown, string>>
  latency: number
  model_version: string | null
  created_at: Generated<ColumnType<Date, Date | string>>
}

export interface NodeTelemetrySequences {
  node_id: string
  sequence: ColumnType<string, string | number | bigint>
  received_at: ColumnType<Date, Date | string>
}

export interface Nodes {
  node_id: string
  credential_id: number
  operator_address: string
  tier: string
  enrolled_at: ColumnType<Date, Date | string>
  lease_epoch: Generated<ColumnType<string, string | number | bigint>>
  lease_instance: string | null
  high_water_sequence: Generated<ColumnType<string, string | number | bigint>>
  high_water_close_time: Generated<ColumnType<string, string | number | bigint>>
  last_heartbeat_at: ColumnType<Date, Date | string> | null
  heartbeat: ColumnType<unknown, string> | null
}

export interface OperatorApplicationHistory {
  id: GeneratedAlways<string>
  application_id: number
  from_status: string | null
  to_status: string
  digest: string
  reviewed_by: string | null
  reason: string | null
  changed_at: Generated<ColumnType<Date, Date | string>>
}

export interface OperatorApplications {
  id: GeneratedAlways<number>
  public_id: Generated<string>
  email: string | null
  name: string | null
  wallet_address: string | null
  tier: string | null
  operating_system: string | null
  rpc_endpoint: string | null
  experience: string | null
  infrastructure: string | null
  motivation: string | null
  stake_amount: string | null
  other_answers: Generated<ColumnType<unknown, string>>
  attention: Generated<string[]>
  submitted_at: ColumnType<Date, Date | string>
  typeform_form_id: string | null
  typeform_token: string | null
  typeform_event_id: string | null
  status: string
  digest: string
  approved_digest: string | null
  reviewed_by: string | null
  reviewed_at: ColumnType<Date, Date | string> | null
  rejection_reason: string | null
  created_at: Generated<ColumnType<Date, Date | string>>
  source: Generated<string>
  source_reason: string | null
  wallet_proven_at: ColumnType<Date, Date | string> | null
  version: Generated<number>
  rejection_code: string | null
  assigned_to: string | null
  waiting_since: ColumnType<Date, Date | string> | null
  clock_from: Generated<ColumnType<Date, Date | string>>
  email_key: string | null
  sort_name: string | null
  sort_tier: number | null
  sort_status: number | null
  erased_at: ColumnType<Date, Date | string> | null
  erased_wallet_hash: string | null
  typeform_token_hash: string | null
}

export interface OperatorCredentials {
  id: GeneratedAlways<number>
  application_id: number
  operator_address: string
  node_id: string
  api_key: string
  api_secret_hash: string | null
  previous_api_secret_hash: string | null
  previous_secret_expires_at: ColumnType<Date, Date | string> | null
  tier: string
  issued_at: Generated<ColumnType<Date, Date | string>>
  claimed_at: ColumnType<Date, Date | string> | null
  expires_at: ColumnType<Date, Date | string> | null
  last_used_at: ColumnType<Date, Date | string> | null
  revoked: Generated<boolean>
  revoked_at: ColumnType<Date, Date | string> | null
  revoked_reason: string | null
  rotation_signed_at: ColumnType<Date, Date | string> | null
}

export interface OperatorDownloads {
  id: GeneratedAlways<string>
  credential_id: number
  operator_address: string
  node_id: string
  download_type: string
  download_url: string
  downloaded_at: Generated<ColumnType<Date, Date | string>>
  ip_address: string | null
  user_agent: string | null
}

export interface OperatorNotifications {
  id: GeneratedAlways<string>
  application_id: number | null
  operator_email: string
  notification_type: string
  subject: string
  body: string
  reference: Generated<ColumnType<unknown, string>>
  queued_at: Generated<ColumnType<Date, Date | string>>
  sent_at: ColumnType<Date, Date | string> | null
  sent_successfully: Generated<boolean>
  error_message: string | null
  body_html: string | null
  attempts: Generated<number>
  attempted_at: ColumnType<Date, Date | string> | null
  kept_at: ColumnType<Date, Date | string> | null
  dead_at: ColumnType<Date, Date | string> | null
  erased_at: ColumnType<Date, Date | string> | null
}

export interface Outcomes {
  round_id: string
  class: number | null
  value_e9: ColumnType<string, string | number | bigint> | null
  previous_class: number | null
  void_reason: string | null
  log_index: ColumnType<string, string | number | bigint>
  scored_at: ColumnType<string, string | number | bigint>
}

export interface PredictionBatches {
  batch_digest: string
  node_id: string
  key_id: string
  lease_epoch: ColumnType<string, string | number | bigint>
  sequence: ColumnType<string, string | number | bigint>
  root: string
  count: number
  issued_at: ColumnType<string, string | number | bigint>
  expires_at: ColumnType<string, string | number | bigint>
  signature: string
  received_at: ColumnType<string, string | number | bigint>
  receipt: ColumnType<unknown, string>
  results: ColumnType<unknown, string>
}

export interface PredictionScores {
  round_id: string
  node_id: string
  standing: string
  score: number | null
  base_rate_score: number | null
  persistence_score: number | null
  crowd_score: number | null
  twice_skill: number | null
}

export interface Predictions {
  leaf: string
  round_id: string
  node_id: string
  operator: string
  tier: string
  batch_digest: string
  log_index: ColumnType<string, string | number | bigint>
  received_at: ColumnType<string, string | number | bigint>
  status: string
  equivocated: Generated<boolean>
  key_id: string
  p0: number
  p1: number
  p2: number
  abstain_code: number
  model_digest: string
  profile: string
  feature_digest: string
  input_hash: string
  salt: string
}

export interface RewardEpochs {
  epoch: number
  from_ms: ColumnType<string, string | number | bigint>
  to_ms: ColumnType<string, string | number | bigint>
  rounds: number
  pool_wei: ColumnType<string, string | number | bigint>
  total_wei: ColumnType<string, string | number | bigint>
  rollover_wei: ColumnType<string, string | number | bigint>
  root: string | null
}

export interface RewardLeaves {
  epoch: number
  wallet: string
  amount_wei: ColumnType<string, string | number | bigint>
  leaf: string
  proof: ColumnType<unknown, string>
}

export interface RewardStatements {
  epoch: number
  node_id: string
  operator: string
  tier: string
  assigned_rounds: number
  on_time_rounds: number
  score_bps: number
  raw_wei: ColumnType<string, string | number | bigint>
  paid_wei: ColumnType<string, string | number | bigint>
  statement: ColumnType<unknown, string>
  digest: string
}

export interface RoundAssignments {
  round_id: string
  node_id: string
}

export interface Rounds {
  round_id: string
  kind: string
  lane: string
  symbol: string
  interval_ms: ColumnType<string, string | number | bigint>
  horizon_ms: ColumnType<string, string | number | bigint>
  close_time: ColumnType<string, string | number | bigint>
  opens_at: ColumnType<string, string | number | bigint>
  submit_by: ColumnType<string, string | number | bigint>
  settles_at: ColumnType<string, string | number | bigint>
  manifest: ColumnType<unknown, string>
  signature: string
  settled: Generated<boolean>
}

export interface SystemConfig {
  key: string
  value: ColumnType<unknown, string>
  updated_at: Generated<ColumnType<Date, Date | string>>
  updated_by: Generated<string>
}

export interface TypeformBackfills {
  form_id: string
  since: ColumnType<Date, Date | string> | null
  started_at: ColumnType<Date, Date | string>
  before_token: string | null
  seen: Generated<number>
  missing: Generated<number>
  finished_at: ColumnType<Date, Date | string> | null
}

export interface WalletChanges {
  change_id: string
  application_id: number
  former_wallet: string
  new_wallet: string
  reason: string
  proposed_by: string
  proposed_at: ColumnType<Date, Date | string>
  accepted_at: ColumnType<Date, Date | string> | null
  confirmed_by: string | null
  confirmed_at: ColumnType<Date, Date | string> | null
  effective_at: ColumnType<Date, Date | string> | null
  cancelled_by: string | null
  cancelled_at: ColumnType<Date, Date | string> | null
  cancel_reason: string | null
  applied_at: ColumnType<Date, Date | string> | null
}

export interface WebhookInbox {
  id: GeneratedAlways<string>
  source: string
  body_digest: string
  body: Buffer
  received_at: ColumnType<Date, Date | string>
  outcome: string | null
  application_id: number | null
  adapter: string | null
  form_id: string | null
  token: string | null
  shape: string | null
  reading: ColumnType<unknown, string> | null
  read_at: ColumnType<Date, Date | string> | null
}

export interface WebhookQuarantine {
  id: GeneratedAlways<string>
  source: string
  reason: string
  body: Buffer
  body_length: number
  received_at: ColumnType<Date, Date | string>
}

export interface DB {
  admin_changes: AdminChanges
  admin_login_links: AdminLoginLinks
  admins: Admins
  applicant_nonces: ApplicantNonces
  application_approvals: ApplicationApprovals
  application_corrections: ApplicationCorrections
  application_drafts: ApplicationDrafts
  application_notes: ApplicationNotes
  application_questions: ApplicationQuestions
  audit_head: AuditHead
  audit_log: AuditLog
  auth_accounts: AuthAccounts
  auth_challenges: AuthChallenges
  auth_limits: AuthLimits
  auth_passkeys: AuthPasskeys
  auth_sessions: AuthSessions
  auth_users: AuthUsers
  auth_verifications: AuthVerifications
  auth_wallets: AuthWallets
  candles: Candles
  config_changes: ConfigChanges
  credential_claims: CredentialClaims
  credential_reminders: CredentialReminders
  equivocation_evidence: EquivocationEvidence
  erased_form_tokens: ErasedFormTokens
  erasure_links: ErasureLinks
  grace_periods: GracePeriods
  model_versions: ModelVersions
  network_log: NetworkLog
  network_log_head: NetworkLogHead
  node_keys: NodeKeys
  node_metrics: NodeMetrics
  node_nonces: NodeNonces
  node_sessions: NodeSessions
  node_telemetry: NodeTelemetry
  node_telemetry_sequences: NodeTelemetrySequences
  nodes: Nodes
  operator_application_history: OperatorApplicationHistory
  operator_applications: OperatorApplications
  operator_credentials: OperatorCredentials
  operator_downloads: OperatorDownloads
  operator_notifications: OperatorNotifications
  outcomes: Outcomes
  prediction_batches: PredictionBatches
  prediction_scores: PredictionScores
  predictions: Predictions
  reward_epochs: RewardEpochs
  reward_leaves: RewardLeaves
  reward_statements: RewardStatements
  round_assignments: RoundAssignments
  rounds: Rounds
  system_config: SystemConfig
  typeform_backfills: TypeformBackfills
  wallet_changes: WalletChanges
  webhook_inbox: WebhookInbox
  webhook_quarantine: WebhookQuarantine
}

