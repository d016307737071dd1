import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { type Clock, canonicalJson, LOCAL_CHAIN_ID, type Network, networkSchema } from '@noderr/protocol'
import {
  ChannelKey,
  createChannelRoot,
  type KeyRing,
  PUBLISHER_ROLES,
  type PublicChannelKey,
  type PublisherRole,
  writeDurably,
} from '@noderr/releases'
import { ZodError } from 'zod'
import { encodeKeyFile, type KeyCipher, type KeyFile, openKeyFile, parseKeyFile } from './key-file.ts'

const ROOT_FILE = '1.root.json'
const NETWORK_FILE = 'network.json'
const SECRET = 0o600

/** The publishers' keys in a folder, one file a role; each is opened only when it must sign. */
export class FileKeyRing implements KeyRing {
  readonly #folder: string
  readonly #cipher: KeyCipher | undefined
  readonly #opened = new Map<PublisherRole, ChannelKey>()

  constructor(folder: string, cipher: KeyCipher | undefined) {
    this.#folder = folder
    this.#cipher = cipher
  }

  async key(role: PublisherRole): Promise<ChannelKey> {
    const known = this.#opened.get(role)
    if (known) return known
    const file = await this.#file(role)
    const key = openKeyFile(keyPath(this.#folder, role), file, this.#cipher)
    this.#opened.set(role, key)
    return key
  }

  async publicKey(role: PublisherRole): Promise<PublicChannelKey> {
    return (await this.#file(role)).publicKey
  }

  /** The bytes of `1.root.json`, which every client of the channel trusts. */
  async root(): Promise<Uint8Array> {
    return readOr(join(this.#folder, ROOT_FILE), () => new KeysMissingError(this.#folder, ROOT_FILE))
  }

  /** The canonical bytes of the network's description; undefined when the folder has none. */
  async findNetwork(): Promise<Uint8Array | undefined> {
    const bytes = await findFile(join(this.#folder, NETWORK_FILE))
    return bytes && encodeNetwork(parseNetwork(join(this.#folder, NETWORK_FILE), bytes.toString('utf8')))
  }

  async #file(role: PublisherRole): Promise<KeyFile> {
    const path = keyPath(this.#folder, role)
    const bytes = await readOr(path, () => new KeysMissingError(this.#folder, `${role}.key.json`))
    const file = parseKeyFile(path, bytes.toString('utf8'))
    if (file.role !== role) throw new KeysMissingError(this.#folder, `${role}.key.json of this role`)
    return file
  }
}

export interface NewKeys {
  readonly folder: string
  /** Undefined writes the keys readable, which only a local network may. */
  readonly cipher: KeyCipher | undefined
  readonly timestampKey: PublicChannelKey
  readonly network: Network | undefined
}

/**
 * Makes a folder with a key for every role, `1.root.json` and, for a network that is known, `network.json`. The folder
 * appears complete or not at all.
 *
 * @throws {@link KeysExistError} rather than write over a key, {@link PlaintextKeysRefusedError} for readable keys of
 * any network but a local one.
 */
export async function createPublishingKeys(keys: NewKeys, clock: Clock): Promise<FileKeyRing> {
  const { cipher, network } = keys
  const folder = resolve(keys.folder)
  if (!cipher && network?.chainId !== LOCAL_CHAIN_ID) throw new PlaintextKeysRefusedError(network?.chainId)
  await mkdir(dirname(folder), { recursive: true })
  const unfinished = await mkdtemp(`${folder}.unfinished-`)
  try {
    await writeKeys(unfinished, keys, clock)
    // Refuses a folder that holds anything; keys cut off half-way never take its name.
    await rename(unfinished, folder)
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true })
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    throw code === 'ENOTEMPTY' || code === 'EEXIST' || code === 'ENOTDIR' ? new KeysExistError(folder) : error
  }
  return new FileKeyRing(folder, cipher)
}

async function writeKeys(folder: string, keys: NewKeys, clock: Clock): Promise<void> {
  for (const role of PUBLISHER_ROLES) {
    const text = encodeKeyFile(role, ChannelKey.generate(), keys.cipher)
    await writeDurably(keyPath(folder, role), Buffer.from(text), SECRET)
  }
  if (keys.network) await writeDurably(join(folder, NETWORK_FILE), encodeNetwork(keys.network))
  const root = await createChannelRoot(new FileKeyRing(folder, keys.cipher), keys.timestampKey, clock)
  await writeDurably(join(folder, ROOT_FILE), root)
}

/** @throws {@link NetworkFileError} when the text is no description of a network. */
export function parseNetwork(path: string, text: string): Network {
  try {
    return networkSchema.parse(JSON.parse(text))
  } catch (cause) {
    throw new NetworkFileError(path, cause)
  }
}

function encodeNetwork(network: Network): Uint8Array {
  return Buffer.from(canonicalJson(network))
}

function keyPath(folder: string, role: PublisherRole): string {
  return join(folder, `${role}.key.json`)
}

async function readOr(path: string, missing: () => Error): Promise<Buffer> {
  const bytes = await findFile(path)
  if (!bytes) throw missing()
  return bytes
}

async function findFile(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

class KeysExistError extends Error {
  override readonly name = 'KeysExistError'
  readonly code = 'publisher.keys-exist'
  readonly folder: string

  constructor(folder: string) {
    super(
      `${folder} holds something already, which may be keys; nothing is written over, choose another folder`,
    )
    this.folder = folder
  }
}

class KeysMissingError extends Error {
  override readonly name = 'KeysMissingError'
  readonly code = 'publisher.keys-missing'
  readonly folder: string
  readonly file: string

  constructor(folder: string, file: string) {
    super(`${folder} has no ${file}; bring it there, or make keys with noderr-model keys init`)
    this.folder = folder
    this.file = file
  }
}

class PlaintextKeysRefusedError extends Error {
  override readonly name = 'PlaintextKeysRefusedError'
  readonly code = 'publisher.plaintext-keys-refused'
  readonly chainId: number | undefined

  constructor(chainId: number | undefined) {
    super(
      `keys without a passphrase are for the local chain ${LOCAL_CHAIN_ID} only, and this is ${chainId ?? 'unknown'}; name a passphrase in NODERR_KEYS_PASSPHRASE_FILE`,
    )
    this.chainId = chainId
  }
}

class NetworkFileError extends Error {
  override readonly name = 'NetworkFileError'
  readonly code = 'publisher.network-file'
  readonly path: string

  constructor(path: string, cause: unknown) {
    const [issue] = cause instanceof ZodError ? cause.issues : []
    const reason = issue ? `${issue.path.join('.')}: ${issue.message}` : 'it is not JSON'
    super(`${path} describes no network: ${reason}`, { cause })
    this.path = path
  }
}
