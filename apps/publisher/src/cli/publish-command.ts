import { readFile } from 'node:fs/promises'
import { ChannelKey, FileArtifactStore } from '@noderr/releases'
import type { Command } from 'commander'
import {
  localTimestampSigner,
  ModelUploader,
  type Publication,
  remoteTimestampSigner,
  type TimestampSigner,
} from '../model-uploader.ts'
import { FileKeyRing } from '../publishing-keys.ts'
import { print, readKeyCipher, readSecret, systemClock } from './terminal.ts'

interface ChannelOptions {
  readonly store: string
  readonly keys: string
  readonly controlPlane?: string
  readonly tokenFile?: string
  readonly timestampKeyFile?: string
  readonly json?: boolean
}

export function addPublishCommands(program: Command): void {
  channelCommand(program, 'publish')
    .description(
      'publish packages in one change of the release channel; may be repeated after an interruption',
    )
    .argument('[package...]', 'archives made by noderr-model package; none publishes the channel itself')
    .addHelpText(
      'after',
      '\nExample:\n  noderr-model publish packages/btc-1h-range/1.0.0/model.tar.gz --store /srv/noderr/store --keys ~/noderr-keys \\\n    --control-plane https://network.example --token-file publisher-token',
    )
    .action(async (packages: readonly string[], options: ChannelOptions) =>
      report(options, await (await openUploader(options)).publish(packages)),
    )
  channelCommand(program, 'rollback')
    .description('name a published version as the one that nodes run, in all tiers of the model')
    .argument('<model>', 'model id')
    .requiredOption('--to <version>', 'a version that is published')
    .addHelpText(
      'after',
      '\nExample:\n  noderr-model rollback btc-1h-range --to 1.0.0 --store /srv/noderr/store --keys ~/noderr-keys \\\n    --control-plane https://network.example --token-file publisher-token',
    )
    .action(async (model: string, options: ChannelOptions & { to: string }) =>
      report(options, await (await openUploader(options)).rollBack(model, options.to)),
    )
  channelCommand(program, 'resign')
    .description('sign anew what has lived half its life, so that an idle or expired channel goes on')
    .addHelpText('after', '\nExample:\n  noderr-model resign --store /srv/noderr/store --keys ~/noderr-keys')
    .action(async (options: ChannelOptions) => report(options, await (await openUploader(options)).resign()))
}

function channelCommand(program: Command, name: string): Command {
  return program
    .command(name)
    .requiredOption('--store <folder>', 'the artifact store')
    .requiredOption('--keys <folder>', 'the publishing keys')
    .option('--control-plane <url>', 'ask it to verify the channel and sign the timestamp')
    .option('--token-file <file>', "the publisher's token for the control plane")
    .option('--timestamp-key-file <file>', 'sign the timestamp with this key (PEM) instead; for tests')
    .option('--json', 'print data as JSON')
}

async function openUploader(options: ChannelOptions): Promise<ModelUploader> {
  const store = new FileArtifactStore(options.store)
  const keys = new FileKeyRing(options.keys, await readKeyCipher())
  return new ModelUploader(store, keys, systemClock, await openSigner(options, store))
}

async function openSigner(
  options: ChannelOptions,
  store: FileArtifactStore,
): Promise<TimestampSigner | undefined> {
  if (options.timestampKeyFile) {
    const key = ChannelKey.fromPem(await readFile(options.timestampKeyFile, 'utf8'))
    return localTimestampSigner(store, key, systemClock)
  }
  if (!options.controlPlane) return undefined
  if (!options.tokenFile) throw new PublisherTokenMissingError()
  const baseUrl = options.controlPlane.replace(/\/+$/, '')
  return remoteTimestampSigner(baseUrl, await readSecret(options.tokenFile), fetch)
}

function report(options: ChannelOptions, publication: Publication): void {
  const { releases, files, snapshotVersion } = publication
  const lines = [
    ...releases.map(({ modelId, version, digest }) => `${modelId} ${version}  ${digest}`),
    files.length > 0 ? `signed ${files.join(', ')}` : 'the channel said all of this already',
    snapshotVersion === undefined
      ? 'The timestamp is not signed yet: clients see this when the control plane has signed it.'
      : `Clients see it now (snapshot ${snapshotVersion}).`,
  ]
  print(options, publication, lines.join('\n'))
}

class PublisherTokenMissingError extends Error {
  override readonly name = 'PublisherTokenMissingError'
  readonly code = 'publisher.token-missing'

  constructor() {
    super("the control plane asks for the publisher's token; name its file with --token-file")
  }
}
