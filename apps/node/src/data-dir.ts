import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

/** Where everything of one node lies. Nothing of it is shared between nodes. */
export interface DataDir {
  readonly path: string
  /** The bundle as KEY=VALUE lines; 0600. */
  readonly nodeEnv: string
  /** The hot key, Web3 Secret Storage v3; 0600. */
  readonly keystore: string
  /** The keystore's password; 0600. */
  readonly password: string
  /** 64 hex digits from which salts are made; 0600. */
  readonly secret: string
  /** Names this installation, so that a second copy of the node moves the lease. */
  readonly instance: string
  /** The release channel's first root, from the bundle. */
  readonly trustRoot: string
  /** What the wallet is to sign, and its signature. */
  readonly delegation: string
  readonly delegationSignature: string
  /** Rounds, batches, receipts, evidence: the guard and the outbox. */
  readonly database: string
  readonly telemetry: string
  /** Copies of signed metadata. */
  readonly channel: string
  /** Archives by digest. */
  readonly models: string
  /** The releases that ran last, to start with when the channel cannot be reached. */
  readonly lastGood: string
  /** The verified network.json that the node last ran under. */
  readonly network: string
  /** What `noderr-node status` prints. */
  readonly state: string
}

/** Names the files of a data directory, and makes it, readable by its owner alone. */
export function openDataDir(path: string): DataDir {
  mkdirSync(path, { recursive: true, mode: 0o700 })
  return dataDirAt(path)
}

/** Names the files without touching the disk. */
export function dataDirAt(path: string): DataDir {
  return {
    path,
    nodeEnv: join(path, 'node.env'),
    keystore: join(path, 'keystore.json'),
    password: join(path, 'keystore.password'),
    secret: join(path, 'node.secret'),
    instance: join(path, 'instance-id'),
    trustRoot: join(path, 'trust-root.json'),
    delegation: join(path, 'delegation.json'),
    delegationSignature: join(path, 'delegation.signature'),
    database: join(path, 'node.db'),
    telemetry: join(path, 'telemetry.db'),
    channel: join(path, 'channel'),
    models: join(path, 'models'),
    lastGood: join(path, 'last-good.json'),
    network: join(path, 'network.json'),
    state: join(path, 'state.json'),
  }
}
