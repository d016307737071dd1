import { FileArtifactStore, metadataKey } from '@noderr/releases'

/** The roots of the release channel as text, byte for byte: what a new node starts to trust from, and what followed. */
export interface ChannelRoots {
  readonly rootJson: string
  readonly laterRoots: string[]
}

/** As many as a bundle holds. */
const MOST_ROOTS = 32

/**
 * Reads `1.root.json` and every root after it.
 *
 * @param artifactStoreDir - Root of the file-system artifact store.
 * @throws {@link ChannelNotInitialisedError} before the publishers have put the first one there.
 */
export async function readRoots(artifactStoreDir: string): Promise<ChannelRoots> {
  const store = new FileArtifactStore(artifactStoreDir)
  const roots: string[] = []
  for (let version = 1; version <= MOST_ROOTS; version++) {
    const bytes = await store.find(metadataKey(`${version}.root.json`))
    if (!bytes) break
    roots.push(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes))
  }
  const [rootJson, ...laterRoots] = roots
  if (rootJson === undefined) throw new ChannelNotInitialisedError()
  return { rootJson, laterRoots }
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
