import { resolve } from 'node:path'
import {
  type Bytes32,
  bytes32Schema,
  INTERVALS,
  LOCAL_CHAIN_ID,
  type RoundParameters,
} from '@noderr/protocol'
import { z } from 'zod'
import type { ReplaySetting } from './network/market-clock.ts'
import type { NetworkSetup } from './network/network.ts'

const text = z.string().trim().min(1).optional()
const list = z
  .string()
  .default('')
  .transform((value) => value.split(',').flatMap((item) => item.trim() || []))

/** The environment as it is written; nothing but spelling is judged here. */
const environmentSchema = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(8080),
  HOST: z.string().default('127.0.0.1'),
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  DATA_DIR: z.string().default('.noderr/control-plane'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  CHAIN_ID: z.coerce.number().int().positive().default(LOCAL_CHAIN_ID),
  NETWORK_ID: bytes32Schema.optional(),
  TYPEFORM_WEBHOOK_SECRET: text,
  TYPEFORM_WEBHOOK_SECRET_PREVIOUS: text,
  TYPEFORM_FORM_IDS: list,
  TYPEFORM_TOKEN: text,
  TYPEFORM_API_URL: z.url({ protocol: /^https?$/ }).default('https://api.typeform.com'),
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  EMAIL_FROM: z.string().default('Noderr network <noreply@localhost>'),
  EMAIL_REPLY_TO: text,
  ARTIFACT_STORE_DIR: text,
  TRUST_PROXY: z.stringbool().default(false),
  NODERR_CANDLES: text,
  NODERR_REPLAY_FROM: z.coerce
    .number()
    .int()
    .positive()
    .default(Date.UTC(2023, 0, 1)),
  NODERR_SPEED: z.coerce.number().positive().max(1_000_000).default(3_600),
  NODERR_DEADLINE_MS: z.coerce.number().int().positive().optional(),
  ROUNDS_PER_EPOCH: z.coerce.number().int().positive().max(10_000).optional(),
})

/** How this control plane is set up; every value judged, no secret of our own making in it. */
export interface Config extends NetworkSetup {
  readonly host: string
  readonly port: number
  /** Origin under which browsers and nodes reach us, without a closing slash. Signed into sessions and claims. */
  readonly publicUrl: string
  readonly dataDir: string
  /** Undefined: PostgreSQL is started under `dataDir`. */
  readonly databaseUrl: string | undefined
  readonly logLevel: string
  /** Behind a proxy that sets X-Forwarded-For. */
  readonly trustProxy: boolean
  /** Root of the file-system artifact store: `metadata/` and `artifacts/` of the release channel. */
  readonly artifactStoreDir: string
  readonly typeform: {
    /** Current and previous secret; empty when the webhook is switched off. */
    readonly secrets: readonly string[]
    /** Forms whose deliveries are taken; empty, on the local chain alone, takes any. */
    readonly formIds: readonly string[]
    /** Personal access token for {@link apiUrl}; undefined: nothing is asked of Typeform. */
    readonly token: string | undefined
    /** Without a closing slash. */
    readonly apiUrl: string
  }
  /** The replay of a candle file, on the local chain only. */
  readonly replay: (ReplaySetting & { readonly candlesFile: string }) | undefined
  readonly mail: {
    readonly smtpUrl: string | undefined
    readonly from: string
    /** Where answers go; undefined: to `from`. */
    readonly replyTo: string | undefined
  }
}

/** The local network's id. Any other chain must be given one, so that two networks on it differ. */
const LOCAL_NETWORK_ID = `0x${Buffer.from('noderr local network').toString('hex').padEnd(64, '0')}` as Bytes32

/**
 * Environment → configuration.
 *
 * @throws {@link ConfigError} that names every variable at fault.
 */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const parsed = environmentSchema.safeParse(environment)
  if (!parsed.success) {
    throw new ConfigError(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`))
  }
  const env = parsed.data
  if (env.CHAIN_ID !== LOCAL_CHAIN_ID && !env.NETWORK_ID) {
    throw new ConfigError([`NETWORK_ID: chain ${env.CHAIN_ID} needs the 32-byte id of its network`])
  }
  if (env.CHAIN_ID !== LOCAL_CHAIN_ID && env.NODERR_CANDLES) {
    throw new ConfigError([`NODERR_CANDLES: chain ${env.CHAIN_ID} is real and takes no replay; unset it`])
  }
  if (env.CHAIN_ID !== LOCAL_CHAIN_ID && env.TYPEFORM_WEBHOOK_SECRET && env.TYPEFORM_FORM_IDS.length === 0) {
    throw new ConfigError([`TYPEFORM_FORM_IDS: chain ${env.CHAIN_ID} takes applications of named forms only`])
  }
  if (env.CHAIN_ID !== LOCAL_CHAIN_ID && !env.TYPEFORM_API_URL.startsWith('https:')) {
    throw new ConfigError([`TYPEFORM_API_URL: chain ${env.CHAIN_ID} shows its token over https only`])
  }
  const mostDeadlineMs = NETWORK_ROUNDS.horizonMs / DEADLINES_IN_HORIZON
  if (env.CHAIN_ID !== LOCAL_CHAIN_ID && (env.NODERR_DEADLINE_MS ?? 0) > mostDeadlineMs) {
    throw new ConfigError([`NODERR_DEADLINE_MS: chain ${env.CHAIN_ID} takes at most ${mostDeadlineMs}`])
  }
  const dataDir = resolve(env.DATA_DIR)
  const replay = env.NODERR_CANDLES
    ? { candlesFile: resolve(env.NODERR_CANDLES), fromMs: env.NODERR_REPLAY_FROM, speed: env.NODERR_SPEED }
    : undefined
  return {
    host: env.HOST,
    port: env.PORT,
    publicUrl: new URL(env.PUBLIC_URL ?? `http://localhost:${env.PORT}`).origin,
    dataDir,
    databaseUrl: env.DATABASE_URL,
    logLevel: env.LOG_LEVEL,
    trustProxy: env.TRUST_PROXY,
    chainId: env.CHAIN_ID,
    networkId: env.NETWORK_ID ?? LOCAL_NETWORK_ID,
    artifactStoreDir: resolve(env.ARTIFACT_STORE_DIR ?? `${dataDir}/artifact-store`),
    typeform: {
      secrets: [env.TYPEFORM_WEBHOOK_SECRET, env.TYPEFORM_WEBHOOK_SECRET_PREVIOUS].filter(
        (secret) => secret !== undefined,
      ),
      formIds: env.TYPEFORM_FORM_IDS,
      token: env.TYPEFORM_TOKEN,
      apiUrl: env.TYPEFORM_API_URL.replace(/\/+$/, ''),
    },
    mail: { smtpUrl: env.SMTP_URL, from: env.EMAIL_FROM, replyTo: env.EMAIL_REPLY_TO },
    replay,
    rounds: [{ ...NETWORK_ROUNDS, deadlineMs: env.NODERR_DEADLINE_MS ?? deadlineMs(replay?.speed ?? 1) }],
    roundsPerEpoch: env.ROUNDS_PER_EPOCH ?? (env.CHAIN_ID === LOCAL_CHAIN_ID ? 6 : 24),
  }
}

/** What the network predicts: both kinds over the next hour, on hourly candles. */
const NETWORK_ROUNDS: Omit<RoundParameters, 'deadlineMs'> = {
  symbol: 'BTCUSDT',
  interval: '1h',
  horizonMs: INTERVALS['1h'],
  kinds: ['direction', 'regime'],
  lane: 'network',
}

/** Who answers at the deadline must know next to nothing of the outcome (PROTOCOL §4); a replay may ask for less. */
const DEADLINES_IN_HORIZON = 20

/** Five seconds (PROTOCOL §4); a replay takes 450 ms of the wall, at most half a horizon (docs/decisions/0007). */
function deadlineMs(speed: number): number {
  return Math.round(Math.min(Math.max(5_000, 450 * speed), NETWORK_ROUNDS.horizonMs / 2))
}

/** Environment for a child process: ours, with the given variables on top. */
export function environmentWith(more: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return { ...process.env, ...more }
}

export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly code = 'config.invalid'
  readonly faults: readonly string[]

  constructor(faults: readonly string[]) {
    super(`the environment is not right: ${faults.join('; ')}`)
    this.faults = faults
  }
}
