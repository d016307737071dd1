import { resolve } from 'node:path'
import { type Bytes32, bytes32Schema, LOCAL_CHAIN_ID } from '@noderr/protocol'
import { z } from 'zod'

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
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  EMAIL_FROM: z.string().default('Noderr network <noreply@localhost>'),
  ARTIFACT_STORE_DIR: text,
  TRUST_PROXY: z.stringbool().default(false),
})

/** How this control plane is set up; every value judged, no secret of our own making in it. */
export interface Config {
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
  readonly chainId: number
  readonly networkId: Bytes32
  /** Root of the file-system artifact store: `metadata/` and `artifacts/` of the release channel. */
  readonly artifactStoreDir: string
  readonly typeform: {
    /** Current and previous secret; empty when the webhook is switched off. */
    readonly secrets: readonly string[]
    /** Forms whose deliveries are taken; empty takes any. */
    readonly formIds: readonly string[]
  }
  readonly mail: { readonly smtpUrl: string | undefined; readonly from: string }
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
  const dataDir = resolve(env.DATA_DIR)
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
    },
    mail: { smtpUrl: env.SMTP_URL, from: env.EMAIL_FROM },
  }
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
