import { randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import type { Hex } from '@noderr/protocol'
import type { Config } from './config.ts'

const NAMES = {
  credentialPepper: 'credential-pepper',
  tokenPepper: 'token-pepper',
  sessionSecret: 'session-secret',
  receiptKey: 'receipt-key',
  timestampSeed: 'timestamp-key-seed',
  publisherToken: 'publisher-token',
} as const

/** Keys of this control plane: 32 bytes each as 64 hex digits. Never logged, never in the database. */
export interface Secrets {
  /** Keys the hash of API secrets, so that a stolen table alone verifies no guess. */
  readonly credentialPepper: string
  /** Keys the hash of claim and login tokens. */
  readonly tokenPepper: string
  /** Signs session cookies: without it no row of a stolen database opens anything. */
  readonly sessionSecret: string
  /** secp256k1 private key that signs receipts and round manifests. */
  readonly receiptKey: Hex
  /** ed25519 seed of the TUF timestamp role. */
  readonly timestampSeed: string
  /** What the publisher shows to ask for a new timestamp. */
  readonly publisherToken: string
}

/**
 * Reads the keys from `DATA_DIR/secrets`, each made on the first start: files of 64 hex digits that nobody else can
 * read. A file may also be put there beforehand, from a vault for instance.
 *
 * @throws {@link SecretUnusableError} for a file that holds something else or is open to others.
 */
export function loadSecrets({ dataDir }: Pick<Config, 'dataDir'>): Secrets {
  const folder = join(dataDir, 'secrets')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const read = (name: string) => readOrMake(join(folder, name))
  return {
    credentialPepper: read(NAMES.credentialPepper),
    tokenPepper: read(NAMES.tokenPepper),
    sessionSecret: read(NAMES.sessionSecret),
    receiptKey: `0x${read(NAMES.receiptKey)}`,
    timestampSeed: read(NAMES.timestampSeed),
    publisherToken: read(NAMES.publisherToken),
  }
}

/** Whether a control plane has started over this folder before, so that nothing would have to be made. */
export function hasSecrets({ dataDir }: Pick<Config, 'dataDir'>): boolean {
  return Object.values(NAMES).every((name) => existsSync(join(dataDir, 'secrets', name)))
}

function readOrMake(path: string): string {
  try {
    return readSecret(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  makeSecret(path)
  return readSecret(path)
}

function readSecret(path: string): string {
  const value = readFileSync(path, 'utf8').trim()
  if ((statSync(path).mode & 0o077) !== 0)
    throw new SecretUnusableError(path, 'is open to other accounts; chmod it to 600')
  if (!/^[0-9a-f]{64}$/.test(value))
    throw new SecretUnusableError(path, 'does not hold 64 hex digits; restore it from a backup')
  return value
}

/** Whole and durable, or absent; the first of two starts at once wins. */
function makeSecret(path: string): void {
  const unfinished = `${path}.${process.pid}`
  const file = openSync(unfinished, 'wx', 0o600)
  writeSync(file, `${randomBytes(32).toString('hex')}\n`)
  fsyncSync(file)
  closeSync(file)
  try {
    linkSync(unfinished, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(unfinished)
  }
}

export class SecretUnusableError extends Error {
  override readonly name = 'SecretUnusableError'
  readonly code = 'secret.unusable'
  readonly path: string

  constructor(path: string, fault: string) {
    super(`${path} ${fault}`)
    this.path = path
  }
}
