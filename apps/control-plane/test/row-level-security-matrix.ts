import { EXPOSED } from '../src/db/exposed.ts'

/**
 * What the service may do with the rows of a table: S select, I insert, U update, D delete; u updates only the columns
 * that are named in `updates`.
 */
type Operations = 'SIUD' | 'SI' | 'SIu' | 'SU'

/** How many of three rows, one of mine and two of somebody else's, each person reads. */
type Readers = Readonly<Record<Person, number | 'denied'>>

export interface Rule {
  readonly service: Operations
  readonly updates?: readonly string[]
  /** Only for tables that `EXPOSED` lists; all others are closed to browsers. */
  readonly reads?: Readers
  /** The least that a row of this table needs, for each of three owners. */
  readonly row?: (owner: Owner) => Readonly<Record<string, unknown>>
}

/** Whose row it is: number 1 is mine, 2 and 3 are somebody else's. */
interface Owner {
  readonly number: number
  readonly wallet: string
  readonly email: string
  readonly nodeId: string
}

const MY_WALLET = `0x${'aB'.repeat(20)}`
const OTHER_WALLET = `0x${'cd'.repeat(20)}`
const MY_EMAIL = 'me@example.org'
const OTHER_EMAIL = 'other@example.org'

export const OWNERS: readonly Owner[] = [1, 2, 3].map((number) => ({
  number,
  wallet: number === 1 ? MY_WALLET : OTHER_WALLET,
  email: number === 1 ? MY_EMAIL : OTHER_EMAIL,
  nodeId: hex(number),
}))

/** Who asks, as the gateway's verified claims say it. */
export const PERSONS = {
  'anybody at all': { role: 'anon', claims: {} },
  'anybody who claims a wallet': { role: 'anon', claims: { app_metadata: { wallet_address: MY_WALLET } } },
  'I by wallet': {
    role: 'authenticated',
    claims: { app_metadata: { wallet_address: MY_WALLET.toLowerCase() } },
  },
  'I by verified e-mail': {
    role: 'authenticated',
    claims: { email: 'Me@Example.org', app_metadata: { email_verified: true } },
  },
  'somebody else': {
    role: 'authenticated',
    claims: { email: OTHER_EMAIL, app_metadata: { email_verified: true, wallet_address: OTHER_WALLET } },
  },
  'somebody with my e-mail unverified': { role: 'authenticated', claims: { email: MY_EMAIL } },
  'somebody who wrote my data into user_metadata': {
    role: 'authenticated',
    claims: {
      email: MY_EMAIL,
      user_metadata: { wallet_address: MY_WALLET, email: MY_EMAIL, email_verified: true },
    },
  },
  'somebody whose verification is a word': {
    role: 'authenticated',
    claims: { email: MY_EMAIL, app_metadata: { email_verified: 'true' } },
  },
  'somebody without claims': { role: 'authenticated', claims: {} },
} as const
export type Person = keyof typeof PERSONS

const OWN_BY_WALLET: Readers = {
  'anybody at all': 'denied',
  'anybody who claims a wallet': 'denied',
  'I by wallet': 1,
  'I by verified e-mail': 0,
  'somebody else': 2,
  'somebody with my e-mail unverified': 0,
  'somebody who wrote my data into user_metadata': 0,
  'somebody whose verification is a word': 0,
  'somebody without claims': 0,
}
const OWN_BY_WALLET_OR_EMAIL: Readers = { ...OWN_BY_WALLET, 'I by verified e-mail': 1 }
const EVERYBODY = Object.fromEntries(Object.keys(PERSONS).map((person) => [person, 3])) as Readers

const CLOSED: Rule = { service: 'SIUD' }
const CLOSED_AND_KEPT: Rule = { service: 'SI' }

/** Every table of schema public. A partition follows the rule of `node_telemetry_default`. */
export const MATRIX: Readonly<Record<string, Rule>> = {
  // Admins and the place itself
  admin_changes: { service: 'SIu', updates: ['confirmed_by', 'applied_at', 'dropped_by', 'dropped_at'] },
  admin_login_links: CLOSED,
  admins: CLOSED,
  auth_accounts: CLOSED,
  auth_challenges: CLOSED,
  auth_limits: CLOSED,
  auth_passkeys: CLOSED,
  auth_sessions: CLOSED,
  auth_users: CLOSED,
  auth_verifications: CLOSED,
  auth_wallets: CLOSED,
  audit_head: { service: 'SU' },
  audit_log: CLOSED_AND_KEPT,
  config_changes: { service: 'SIu', updates: ['confirmed_by', 'applied_at', 'dropped_by', 'dropped_at'] },
  system_config: CLOSED,

  // Applications
  webhook_inbox: CLOSED,
  webhook_quarantine: CLOSED,
  operator_application_history: CLOSED,
  application_approvals: CLOSED_AND_KEPT,
  application_corrections: CLOSED,
  application_notes: CLOSED,
  application_questions: CLOSED,
  application_drafts: CLOSED,
  applicant_nonces: CLOSED,
  erasure_links: CLOSED,
  erased_form_tokens: CLOSED_AND_KEPT,
  typeform_backfills: CLOSED,
  operator_applications: {
    service: 'SIUD',
    reads: OWN_BY_WALLET_OR_EMAIL,
    row: ({ wallet, email }) => ({
      email,
      wallet_address: wallet,
      tier: 'micro',
      submitted_at: new Date(0),
      status: 'pending',
      digest: `sha256:${'0'.repeat(64)}`,
    }),
  },
  operator_notifications: CLOSED,

  // Credentials
  credential_claims: CLOSED,
  credential_reminders: CLOSED,
  grace_periods: CLOSED,
  wallet_changes: CLOSED,
  operator_credentials: {
    service: 'SIUD',
    reads: OWN_BY_WALLET,
    row: ({ number, wallet, nodeId }) => ({
      application_id: number,
      operator_address: wallet,
      node_id: nodeId,
      api_key: `noderr_${String(number).repeat(32)}`,
      tier: 'micro',
    }),
  },
  operator_downloads: {
    service: 'SIUD',
    reads: OWN_BY_WALLET,
    row: ({ number, wallet, nodeId }) => ({
      credential_id: number,
      operator_address: wallet,
      node_id: nodeId,
      download_type: 'config',
      download_url: '/',
    }),
  },

  // Nodes
  node_keys: CLOSED,
  node_metrics: { service: 'SIUD', reads: OWN_BY_WALLET, row: ({ nodeId }) => ({ node_id: nodeId }) },
  node_nonces: CLOSED,
  node_sessions: CLOSED,
  node_telemetry: {
    service: 'SIUD',
    reads: OWN_BY_WALLET,
    row: ({ number, nodeId }) => ({
      node_id: nodeId,
      sequence: number,
      timestamp: new Date(0),
      latency: 1,
    }),
  },
  node_telemetry_default: CLOSED,
  node_telemetry_sequences: CLOSED,
  nodes: {
    service: 'SIUD',
    reads: OWN_BY_WALLET,
    row: ({ number, wallet, nodeId }) => ({
      node_id: nodeId,
      credential_id: number,
      operator_address: wallet,
      tier: 'micro',
      enrolled_at: new Date(0),
    }),
  },

  // Models
  model_versions: {
    service: 'SIUD',
    reads: EVERYBODY,
    row: ({ number }) => ({
      model_id: 'm',
      version: `1.0.${number}`,
      channel: `channel ${number}`,
      tier: 'micro',
      url: '/',
      checksum: `sha256:${'0'.repeat(64)}`,
    }),
  },

  // Market, predictions, rewards
  candles: {
    service: 'SIUD',
    reads: EVERYBODY,
    row: ({ number }) => ({
      symbol: 'S',
      interval_ms: 1,
      open_time: number,
      close_time: number + 1,
      open: 1,
      high: 1,
      low: 1,
      close: 1,
      volume: 1,
      source: 'test',
    }),
  },
  equivocation_evidence: CLOSED_AND_KEPT,
  network_log: CLOSED_AND_KEPT,
  network_log_head: { service: 'SU' },
  outcomes: {
    service: 'SI',
    reads: EVERYBODY,
    row: ({ number }) => ({
      round_id: hex(number),
      class: 1,
      value_e9: 1,
      log_index: number,
      scored_at: 1,
    }),
  },
  prediction_batches: CLOSED_AND_KEPT,
  prediction_scores: CLOSED_AND_KEPT,
  predictions: { service: 'SIu', updates: ['equivocated'] },
  reward_epochs: {
    service: 'SI',
    reads: EVERYBODY,
    row: ({ number }) => ({
      epoch: number,
      from_ms: 0,
      to_ms: 1,
      rounds: 1,
      pool_wei: 0,
      total_wei: 0,
      rollover_wei: 0,
    }),
  },
  reward_leaves: {
    service: 'SI',
    reads: OWN_BY_WALLET,
    row: ({ number, wallet }) => ({ epoch: number, wallet, amount_wei: 1, leaf: '0x', proof: '[]' }),
  },
  reward_statements: {
    service: 'SI',
    reads: OWN_BY_WALLET,
    row: ({ number, wallet, nodeId }) => ({
      epoch: number,
      node_id: nodeId,
      operator: wallet,
      tier: 'micro',
      assigned_rounds: 1,
      on_time_rounds: 1,
      score_bps: 0,
      raw_wei: 0,
      paid_wei: 0,
      statement: '{}',
      digest: '',
    }),
  },
  round_assignments: CLOSED_AND_KEPT,
  rounds: {
    service: 'SIu',
    updates: ['settled'],
    reads: EVERYBODY,
    row: ({ number }) => ({
      round_id: hex(number),
      kind: 'direction',
      lane: 'network',
      symbol: 'S',
      interval_ms: 1,
      horizon_ms: 1,
      close_time: number,
      opens_at: 1,
      submit_by: 2,
      settles_at: 3,
      manifest: '{}',
      signature: `0x${'0'.repeat(130)}`,
    }),
  },
}

/** What is wrong with the entry of a table, as a sentence that says what to do; undefined when nothing is. */
export function faultOf(table: string): string | undefined {
  const rule = MATRIX[table]
  if (!rule)
    return `table ${table} is in no matrix: say who may do what with it in apps/control-plane/test/row-level-security-matrix.ts (CLOSED, when only the service touches it)`
  const exposed = EXPOSED[table] !== undefined
  if (exposed && !(rule.reads && rule.row))
    return `table ${table} is in EXPOSED (src/db/exposed.ts): give its entry of the matrix \`reads\` and \`row\``
  if (!exposed && rule.reads) return `table ${table} has readers in the matrix and is not in EXPOSED`
  return undefined
}

function hex(number: number): string {
  return `0x${String(number).padStart(64, '0')}`
}
