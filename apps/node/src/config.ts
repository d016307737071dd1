import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseEnv } from 'node:util'
import {
  addressSchema,
  apiKeySchema,
  bytes32Schema,
  LOCAL_CHAIN_ID,
  nodeIdSchema,
  parseTier,
} from '@noderr/protocol'
import { z } from 'zod'
import { type DataDir, dataDirAt } from './data-dir.ts'
import { readSecretFile } from './secret-file.ts'

/** Values by name, as the environment and `node.env` give them. */
export type Variables = Readonly<Record<string, string | undefined>>

const MIB = 1024 * 1024
const ROOT_DATA_DIR = '/var/lib/noderr'

const origin = z.url({ protocol: /^https?$/ }).transform((text) => new URL(text).origin)
const wholeNumber = (least: number, most: number) => z.coerce.number().int().min(least).max(most)
const tier = z.string().transform((text, context) => {
  try {
    return parseTier(text)
  } catch (error) {
    context.addIssue({ code: 'custom', message: (error as Error).message })
    return z.NEVER
  }
})

const configSchema = z
  .object({
    NODE_ID: nodeIdSchema,
    NODE_TIER: tier,
    API_KEY: apiKeySchema,
    API_SECRET: z.string().regex(/^[0-9a-f]{64}$/, 'expected the 64 hex digits of the credential'),
    OPERATOR_ADDRESS: addressSchema,
    CHAIN_ID: wholeNumber(1, Number.MAX_SAFE_INTEGER),
    NETWORK_ID: bytes32Schema,
    CONTROL_PLANE_URL: origin,
    TELEMETRY_ENDPOINT: origin.optional(),
    /** Milliseconds; without it the control plane names the interval. */
    HEARTBEAT_INTERVAL: wholeNumber(100, 3_600_000).optional(),
    /** Milliseconds after which a telemetry batch is sent although it is not full. */
    TELEMETRY_INTERVAL: wholeNumber(100, 3_600_000).default(300_000),
    /** Bytes that undelivered telemetry may take before the oldest is dropped. */
    TELEMETRY_MAX_BYTES: wholeNumber(MIB, 1024 * MIB).default(256 * MIB),
    /** Milliseconds between two looks at the release channel, beside the push. */
    RELEASE_POLL_INTERVAL: wholeNumber(1_000, 86_400_000).default(60_000),
    LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
    /** A candle file to replay on the network's clock; local chain only. */
    NODERR_CANDLES: z.string().min(1).optional(),
    /** The channel's first root; local chain only. */
    TRUST_ROOT: z.string().min(1).optional(),
  })
  .superRefine((config, context) => {
    if (config.CHAIN_ID === LOCAL_CHAIN_ID) return
    for (const name of ['NODERR_CANDLES', 'TRUST_ROOT'] as const)
      if (config[name])
        context.addIssue({ code: 'custom', path: [name], message: `is for chain ${LOCAL_CHAIN_ID} alone` })
  })

/** A node's settings, parsed; see the names in docs. */
export type NodeConfig = z.infer<typeof configSchema>

/** Settings and the directory that they belong to. */
export interface LoadedConfig {
  readonly config: NodeConfig
  readonly dataDir: DataDir
}

/**
 * Reads the settings: the file that `CREDENTIALS_PATH` names or `node.env` in the data directory, with variables of
 * the environment before those of the file.
 *
 * @throws {@link ConfigInvalidError} naming each variable at fault, never its value; what {@link readSecretFile}
 * throws for a file that others may read.
 */
export function loadConfig(
  options: { readonly dataDir?: string | undefined; readonly overrides?: Variables } = {},
): LoadedConfig {
  const environment: Variables = { ...process.env, ...options.overrides }
  const dataDir = dataDirAt(dataDirPath(options.dataDir))
  const path = environment.CREDENTIALS_PATH ?? dataDir.nodeEnv
  const file: Variables =
    environment.CREDENTIALS_PATH || existsSync(path) ? parseEnv(readSecretFile(path)) : {}
  return { config: parseConfig({ ...file, ...withoutEmpty(environment) }), dataDir }
}

/** The data directory: as given, else `NODE_DATA_DIR`, else one folder of the user's. */
export function dataDirPath(given?: string): string {
  return resolve(given ?? process.env.NODE_DATA_DIR ?? defaultDataDir())
}

/** The environment that a child process of this program gets. */
export function inheritedEnvironment(): NodeJS.ProcessEnv {
  return process.env
}

/** @throws {@link ConfigInvalidError}. */
function parseConfig(variables: Variables): NodeConfig {
  const parsed = configSchema.safeParse(variables)
  if (!parsed.success) throw new ConfigInvalidError(parsed.error)
  return parsed.data
}

function defaultDataDir(): string {
  return process.getuid?.() === 0 ? ROOT_DATA_DIR : join(homedir(), '.noderr-node')
}

function withoutEmpty(variables: Variables): Variables {
  return Object.fromEntries(
    Object.entries(variables).filter(([, value]) => value !== undefined && value !== ''),
  )
}

class ConfigInvalidError extends Error {
  override readonly name = 'ConfigInvalidError'
  readonly code = 'config.invalid'
  readonly variables: readonly string[]

  constructor(error: z.ZodError) {
    const faults = error.issues.map((issue) => {
      const variable = issue.path.map(String).join('.')
      return issue.code === 'invalid_type' && issue.input === undefined
        ? `${variable} is missing`
        : `${variable}: ${issue.message}`
    })
    super(
      `the node is not configured: ${faults.join('; ')}. Run noderr-node init --bundle FILE, or set the variables`,
    )
    this.variables = error.issues.map((issue) => String(issue.path[0]))
  }
}
