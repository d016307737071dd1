import { FileArtifactStore, metadataKey } from '@noderr/releases'

/**
 * The first root of the release channel as text, byte for byte: what a new node starts to trust from.
 *
 * @param artifactStoreDir - Root of the file-system artifact store.
 * @throws {@link ChannelNotInitialisedError} before the publishers have put it there.
 */
export async function readFirstRoot(artifactStoreDir: string): Promise<string> {
  const bytes = await new FileArtifactStore(artifactStoreDir).find(metadataKey('1.root.json'))
  if (!bytes) throw new ChannelNotInitialisedError()
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
}

export class ChannelNotInitialisedError extends Error {
  override readonly name = 'ChannelNotInitialisedError'
  readonly kind = 'unavailable'
  readonly code = 'channel.not-initialised'

  constructor() {
    super(
      'the release channel has no root yet, so that a node could trust nothing; publish it with `noderr-model keys init`, then claim again: the link stays good',
    )
  }
}
