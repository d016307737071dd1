import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto'
import { ChannelKey, publicChannelKeySchema } from '@noderr/releases'
import { z } from 'zod'

// scrypt's cost of 2¹⁷ × 8 takes 128 MiB and about half a second: the interactive recommendation of OWASP's sheet.
const SCRYPT = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 1024 * 1024 }
const CIPHER = 'aes-256-gcm'
const hex = z.string().regex(/^([0-9a-f]{2})+$/)

const encryptedSchema = z.strictObject({
  kdf: z.literal('scrypt-131072-8-1'),
  cipher: z.literal(CIPHER),
  salt: hex,
  nonce: hex,
  tag: hex,
  ciphertext: hex,
})

type Encrypted = z.infer<typeof encryptedSchema>

const keyFileSchema = z.strictObject({
  role: z.string(),
  publicKey: publicChannelKeySchema,
  private: z.union([z.strictObject({ pem: z.string() }), z.strictObject({ encrypted: encryptedSchema })]),
})
export type KeyFile = z.infer<typeof keyFileSchema>

/** Writes a key as a file's text. Without a passphrase it stands there readable, which is for local networks only. */
export function encodeKeyFile(role: string, key: ChannelKey, cipher: KeyCipher | undefined): string {
  const pem = key.toPem()
  const file: KeyFile = {
    role,
    publicKey: key.publicKey,
    private: cipher ? { encrypted: cipher.encrypt(pem, role) } : { pem },
  }
  return `${JSON.stringify(file, null, 2)}\n`
}

/** @throws {@link KeyFileUnreadableError} */
export function parseKeyFile(path: string, text: string): KeyFile {
  try {
    return keyFileSchema.parse(JSON.parse(text))
  } catch {
    // The cause could quote the key.
    throw new KeyFileUnreadableError(path, 'it is no key file')
  }
}

/**
 * Takes the private key out of a key file.
 *
 * @throws {@link KeyFileUnreadableError} when the passphrase is missing or wrong, or the halves do not belong together.
 */
export function openKeyFile(path: string, file: KeyFile, cipher: KeyCipher | undefined): ChannelKey {
  const key = ChannelKey.fromPem(pemOf(path, file, cipher))
  if (key.publicKey.keyval.public !== file.publicKey.keyval.public)
    throw new KeyFileUnreadableError(path, 'its private and public halves do not belong together')
  return key
}

function pemOf(path: string, { private: secret, role }: KeyFile, cipher: KeyCipher | undefined): string {
  if ('pem' in secret) return secret.pem
  if (!cipher)
    throw new KeyFileUnreadableError(
      path,
      'it is encrypted; name its passphrase in NODERR_KEYS_PASSPHRASE_FILE',
    )
  try {
    return cipher.decrypt(secret.encrypted, role)
  } catch {
    throw new KeyFileUnreadableError(path, 'the passphrase is wrong or the file was changed')
  }
}

/** Encrypts the keys of one folder under one passphrase; the costly derivation is done once for all of them. */
export class KeyCipher {
  readonly #passphrase: string
  readonly #salt = randomBytes(32).toString('hex')
  readonly #derived = new Map<string, Buffer>()

  constructor(passphrase: string) {
    this.#passphrase = passphrase
  }

  encrypt(pem: string, role: string): Encrypted {
    const nonce = randomBytes(12)
    const cipher = createCipheriv(CIPHER, this.#derive(this.#salt), nonce)
    // The role is authenticated with the key, so that a file cannot be renamed into another role's.
    cipher.setAAD(Buffer.from(role))
    const ciphertext = Buffer.concat([cipher.update(pem, 'utf8'), cipher.final()])
    return {
      kdf: 'scrypt-131072-8-1',
      cipher: CIPHER,
      salt: this.#salt,
      nonce: nonce.toString('hex'),
      tag: cipher.getAuthTag().toString('hex'),
      ciphertext: ciphertext.toString('hex'),
    }
  }

  /** Throws Node's error when the passphrase, the role or a byte is wrong. */
  decrypt({ salt, nonce, tag, ciphertext }: Encrypted, role: string): string {
    const decipher = createDecipheriv(CIPHER, this.#derive(salt), Buffer.from(nonce, 'hex'), {
      authTagLength: 16,
    })
    decipher.setAAD(Buffer.from(role))
    decipher.setAuthTag(Buffer.from(tag, 'hex'))
    return Buffer.concat([decipher.update(Buffer.from(ciphertext, 'hex')), decipher.final()]).toString('utf8')
  }

  #derive(salt: string): Buffer {
    const key = this.#derived.get(salt) ?? scryptSync(this.#passphrase, Buffer.from(salt, 'hex'), 32, SCRYPT)
    this.#derived.set(salt, key)
    return key
  }
}

class KeyFileUnreadableError extends Error {
  override readonly name = 'KeyFileUnreadableError'
  readonly code = 'publisher.key-file-unreadable'
  readonly path: string
  readonly reason: string

  constructor(path: string, reason: string) {
    super(`the key in ${path} cannot be used: ${reason}`)
    this.path = path
    this.reason = reason
  }
}
