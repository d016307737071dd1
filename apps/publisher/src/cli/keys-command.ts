import { readFile } from 'node:fs/promises'
import { callRoute, networkSchema, ROUTES } from '@noderr/protocol'
import { digestOf, publicChannelKeySchema } from '@noderr/releases'
import type { Command } from 'commander'
import { createPublishingKeys, parseNetwork } from '../publishing-keys.ts'
import { print, readKeyCipher, systemClock } from './terminal.ts'

interface InitOptions {
  readonly dir: string
  readonly controlPlane?: string
  readonly timestampKey?: string
  readonly network?: string
  readonly plaintext?: boolean
  readonly json?: boolean
}

export function addKeysCommand(program: Command): void {
  program
    .command('keys')
    .description('publishing keys')
    .command('init')
    .description('make a key for every role of a new release channel, and its root')
    .requiredOption('--dir <folder>', 'where the keys will lie; keep it off every server')
    .option('--control-plane <url>', 'take the timestamp key and the network description from here')
    .option('--timestamp-key <file>', "the control plane's public timestamp key, JSON")
    .option('--network <file>', 'network description (network.json)')
    .option('--plaintext', 'do not encrypt the keys; local networks only')
    .option('--json', 'print data as JSON')
    .addHelpText(
      'after',
      '\nThe passphrase is read from the file that NODERR_KEYS_PASSPHRASE_FILE names.\n\nExample:\n  noderr-model keys init --dir ~/noderr-keys --control-plane https://network.example',
    )
    .action(initKeys)
}

async function initKeys(options: InitOptions): Promise<void> {
  const { network, timestampKey } = await readNetwork(options)
  const cipher = options.plaintext ? undefined : await readKeyCipher()
  if (!options.plaintext && !cipher) throw new PassphraseMissingError()
  const keys = await createPublishingKeys({ folder: options.dir, cipher, network, timestampKey }, systemClock)
  const rootDigest = digestOf(await keys.root())
  print(
    options,
    { dir: options.dir, root: `${options.dir}/1.root.json`, rootDigest, encrypted: cipher !== undefined },
    `Keys and 1.root.json (${rootDigest}) are in ${options.dir}. Nodes trust this root; keep root and targets offline.`,
  )
}

async function readNetwork(options: InitOptions) {
  const file = options.network && parseNetwork(options.network, await readFile(options.network, 'utf8'))
  if (options.timestampKey) {
    const timestampKey = publicChannelKeySchema.parse(
      JSON.parse(await readFile(options.timestampKey, 'utf8')),
    )
    return { network: file || undefined, timestampKey }
  }
  if (!options.controlPlane) throw new TimestampKeyMissingError()
  const baseUrl = options.controlPlane.replace(/\/+$/, '')
  const info = await callRoute(ROUTES.network, {}, { baseUrl, fetch })
  return {
    network: file || networkSchema.parse(info),
    timestampKey: publicChannelKeySchema.parse(info.timestampKey),
  }
}

class TimestampKeyMissingError extends Error {
  override readonly name = 'TimestampKeyMissingError'
  readonly code = 'publisher.timestamp-key-missing'

  constructor() {
    super("name the control plane's timestamp key, by --control-plane URL or --timestamp-key FILE")
  }
}

class PassphraseMissingError extends Error {
  override readonly name = 'PassphraseMissingError'
  readonly code = 'publisher.passphrase-missing'

  constructor() {
    super(
      'name a file with a passphrase in NODERR_KEYS_PASSPHRASE_FILE, or for a local network say --plaintext',
    )
  }
}
