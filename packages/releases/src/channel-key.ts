import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { canonicalJson } from '@noderr/protocol'
import {
  Key,
  type Metadata,
  type Root,
  Signature,
  type Snapshot,
  type Targets,
  type Timestamp,
} from '@tufjs/models'
import { z } from 'zod'
import { digestHex, digestOf } from './digest.ts'

/** A role's public key as TUF metadata writes it; the answer of `GET /api/network` holds the timestamp role's. */
export const publicChannelKeySchema = z.strictObject({
  keytype: z.literal('ed25519'),
  scheme: z.literal('ed25519'),
  keyval: z.strictObject({ public: z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 hex digits') }),
})
export type PublicChannelKey = z.infer<typeof publicChannelKeySchema>

type AnyMetadata = Metadata<Root | Targets | Snapshot | Timestamp>

/** An ed25519 key that signs one role of the release channel. Holds the private half; never log it. */
export class ChannelKey {
  readonly publicKey: PublicChannelKey
  readonly #private: KeyObject

  private constructor(privateKey: KeyObject) {
    this.#private = privateKey
    const { x } = createPublicKey(privateKey).export({ format: 'jwk' })
    const hex = Buffer.from(x ?? '', 'base64url').toString('hex')
    this.publicKey = publicChannelKeySchema.parse({
      keytype: 'ed25519',
      scheme: 'ed25519',
      keyval: { public: hex },
    })
  }

  static generate(): ChannelKey {
    return new ChannelKey(generateKeyPairSync('ed25519').privateKey)
  }

  /** @throws {@link ChannelKeyUnreadableError} for anything but an ed25519 key in PKCS #8 PEM. */
  static fromPem(pem: string): ChannelKey {
    try {
      return new ChannelKey(createPrivateKey(pem))
    } catch {
      // The cause could quote the key.
      throw new ChannelKeyUnreadableError()
    }
  }

  /** The private key in PKCS #8 PEM, unencrypted: its keeper encrypts it or writes it with mode 0600. */
  toPem(): string {
    return this.#private.export({ type: 'pkcs8', format: 'pem' }).toString()
  }

  /** The key for TUF metadata; its id is the digest of its canonical bytes. */
  toTufKey(): Key {
    return tufKeyOf(this.publicKey)
  }

  /** Adds this key's signature to metadata. */
  sign(metadata: AnyMetadata): void {
    const { keyID } = this.toTufKey()
    metadata.sign((bytes) => new Signature({ keyID, sig: sign(null, bytes, this.#private).toString('hex') }))
  }
}

/** A public key as an object of TUF metadata. */
export function tufKeyOf(publicKey: PublicChannelKey): Key {
  return Key.fromJSON(digestHex(digestOf(Buffer.from(canonicalJson(publicKey)))), publicKey)
}

export class ChannelKeyUnreadableError extends Error {
  override readonly name = 'ChannelKeyUnreadableError'
  readonly code = 'channel.key-unreadable'

  constructor() {
    super('this is no ed25519 private key in PKCS #8 PEM')
  }
}
