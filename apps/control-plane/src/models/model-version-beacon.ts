import { join } from 'node:path'
import { type CatalogueEntry, type Clock, type ReleaseEvent, TIERS, type Tier } from '@noderr/protocol'
import {
  type ArtifactStore,
  type ChannelKey,
  currentReleases,
  digestOf,
  metadataKey,
  ReleaseChannel,
  type SignedRelease,
  type SignedTimestamp,
  signTimestamp,
  storeMetadataSource,
} from '@noderr/releases'
import { sql } from 'kysely'
import { audit } from '../audit/index.ts'
import type { Actor } from '../context/index.ts'
import { type Db, inTransaction, type Tx } from '../db/index.ts'
import { activateReleases, type CataloguedRelease, findActive, listActive, pinRoot } from './store.ts'

/** The channel of PostgreSQL on which releases are announced; the payload is a `ReleaseEvent`. */
export const RELEASE_CHANNEL = 'noderr_releases'

export interface BeaconParts {
  readonly db: Db
  readonly clock: Clock
  readonly store: ArtifactStore
  readonly timestampKey: ChannelKey
  /** Where copies of verified metadata lie. */
  readonly directory: string
  /** Origin under which archives are fetched, without a closing slash. */
  readonly publicUrl: string
}

/** What stands in the channel after a publication. */
export interface ChannelPublished {
  readonly snapshotVersion: number
  readonly releases: readonly CatalogueEntry[]
}

/**
 * Says which release of a model is the newest, and tells whoever listens. It verifies what publishers have signed and
 * adds only its own word that this is still the newest; a node trusts the channel, not this catalogue.
 */
export class ModelVersionBeacon {
  readonly #parts: BeaconParts

  constructor(parts: BeaconParts) {
    this.#parts = parts
  }

  /**
   * Verifies the channel in the store, signs its timestamp, brings the catalogue up to it and announces what is new:
   * in one transaction.
   *
   * @throws {@link NotAPublisherError}, {@link OtherChannelError}, {@link ChannelFaultyError} with the reason.
   */
  async publishChannel(actor: Actor): Promise<ChannelPublished> {
    if (actor.type !== 'publisher') throw new NotAPublisherError()
    const { clock, db } = this.#parts
    return inTransaction(db, async (tx) => {
      const { signed, releases } = await this.#verify(tx)
      const catalogued = releases.map((release) => this.#toCatalogue(release))
      const fresh = await activateReleases(tx, catalogued, new Date(clock.now()))
      for (const release of fresh) await announce(tx, release)
      const details = { snapshot: signed.snapshotVersion, releases: fresh.map(describe) }
      await audit(tx, { actor, clock }, { action: 'channel.published', subject: 'channel', details })
      return { snapshotVersion: signed.snapshotVersion, releases: await listActive(tx) }
    })
  }

  /**
   * Signs the timestamp of the channel anew, so that it does not run out.
   *
   * @throws {@link ChannelFaultyError} when there is no channel yet, or it needs its publishers.
   */
  async renewTimestamp(): Promise<SignedTimestamp> {
    const { store, timestampKey, clock } = this.#parts
    try {
      return await signTimestamp(store, timestampKey, clock)
    } catch (cause) {
      throw asFaulty(cause)
    }
  }

  /** @throws {@link ReleaseNotFoundError} when a model has no active release for a tier. */
  async getLatestVersion(modelId: string, tier: Tier): Promise<CatalogueEntry> {
    const entry = await findActive(this.#parts.db, modelId, tier)
    if (!entry) throw new ReleaseNotFoundError(modelId, tier)
    return entry
  }

  /** Every active release, as events: what a listener is told first. */
  async listEvents(): Promise<ReleaseEvent[]> {
    return (await listActive(this.#parts.db)).map(toEvent)
  }

  async #verify(tx: Tx): Promise<{ signed: SignedTimestamp; releases: readonly SignedRelease[] }> {
    const { store, directory } = this.#parts
    const trustedRoot = await store.find(metadataKey('1.root.json'))
    if (trustedRoot) await requirePinned(tx, trustedRoot)
    const signed = await this.renewTimestamp()
    const channel = new ReleaseChannel({
      trustedRoot: trustedRoot ?? new Uint8Array(),
      source: storeMetadataSource(store),
      directory: join(directory, 'verified'),
      tiers: TIERS,
    })
    try {
      return { signed, releases: currentReleases((await channel.refresh()).releases) }
    } catch (cause) {
      throw asFaulty(cause)
    }
  }

  #toCatalogue(release: SignedRelease): CataloguedRelease {
    const { modelId, version, tier, digest, objectKey } = release
    const url = `${this.#parts.publicUrl}/artifacts/${objectKey}`
    return { modelId, version, tier, url, checksum: digest, statement: release }
  }
}

async function requirePinned(tx: Tx, root: Uint8Array): Promise<void> {
  const digest = digestOf(root)
  if ((await pinRoot(tx, digest)) !== digest) throw new OtherChannelError()
}

async function announce(tx: Tx, release: CataloguedRelease): Promise<void> {
  await sql`SELECT pg_notify(${RELEASE_CHANNEL}, ${JSON.stringify(toEvent(release))})`.execute(tx)
}

function toEvent({ modelId, version, tier, checksum }: ReleaseEvent): ReleaseEvent {
  return { modelId, version, tier, checksum }
}

function describe({ tier, modelId, version }: CataloguedRelease): string {
  return `${tier}/${modelId}/${version}`
}

/** What `packages/releases` found wrong, as the caller can be told it; anything else is a bug and passes through. */
function asFaulty(cause: unknown): unknown {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  return code.startsWith('channel.') ? new ChannelFaultyError(code, cause) : cause
}

/** The channel in the store cannot be vouched for as it is. */
export class ChannelFaultyError extends Error {
  override readonly name = 'ChannelFaultyError'
  readonly kind = 'conflict'
  readonly code: string

  constructor(code: string, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause })
    this.code = code
  }
}

/** The store holds a channel with another first root than the one that was published first. */
export class OtherChannelError extends Error {
  override readonly name = 'OtherChannelError'
  readonly kind = 'conflict'
  readonly code = 'channel.other-root'

  constructor() {
    super('the store holds another channel than the one that nodes trust; put its metadata/1.root.json back')
  }
}

export class NotAPublisherError extends Error {
  override readonly name = 'NotAPublisherError'
  readonly kind = 'forbidden'
  readonly code = 'channel.not-a-publisher'

  constructor() {
    super(
      'only a publisher may publish; send `Authorization: Publisher TOKEN` with the token of DATA_DIR/secrets',
    )
  }
}

export class ReleaseNotFoundError extends Error {
  override readonly name = 'ReleaseNotFoundError'
  readonly kind = 'not-found'
  readonly code = 'release.not-found'
  readonly modelId: string
  readonly tier: Tier

  constructor(modelId: string, tier: Tier) {
    super(
      `${modelId} has no active release for tier ${tier}; the stream of releases names those that have one`,
    )
    this.modelId = modelId
    this.tier = tier
  }
}
