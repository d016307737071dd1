import {
  createCipheriv,
  createDecipheriv,
  pbkdf2,
  randomBytes,
  randomUUID,
  scrypt,
  timingSafeEqual,
} from 'node:crypto'
import { promisify } from 'node:util'
import { concat, type Hex, hexToBytes, keccak256 } from 'viem'
import { privateKeyToAddress } from 'viem/accounts'
import { z } from 'zod'

/** Scrypt's cost as wallets write it: about a second and 256 MiB. */
export const STANDARD_SCRYPT_N = 262_144

const CIPHER = 'aes-128-ctr'
const SCRYPT_R = 8
const SCRYPT_P = 1
const KEY_BYTES = 32
/** Room beyond the 128·N·r bytes that scrypt needs. */
const SCRYPT_SPARE_BYTES = 1 << 20

const hexText = z.string().regex(/^([0-9a-fA-F]{2})*$/, 'expected hex digits')
const scryptParameters = z.object({
  dklen: z.literal(KEY_BYTES),
  salt: hexText,
  n: z
    .int()
    .min(2)
    .max(1 << 20),
  r: z.int().min(1).max(16),
  p: z.int().min(1).max(16),
})
const pbkdf2Parameters = z.object({
  dklen: z.literal(KEY_BYTES),
  salt: hexText,
  c: z.int().min(1).max(10_000_000),
  prf: z.literal('hmac-sha256'),
})
const cryptoCommon = {
  cipher: z.literal(CIPHER),
  cipherparams: z.object({ iv: hexText.length(32) }),
  ciphertext: hexText.length(2 * KEY_BYTES),
  mac: hexText.length(2 * KEY_BYTES),
}

/** A Web3 Secret Storage keystore, version 3. */
export const keystoreSchema = z.object({
  version: z.literal(3),
  id: z.string().max(64),
  address: z.string().max(42).optional(),
  crypto: z.discriminatedUnion('kdf', [
    z.object({ ...cryptoCommon, kdf: z.literal('scrypt'), kdfparams: scryptParameters }),
    z.object({ ...cryptoCommon, kdf: z.literal('pbkdf2'), kdfparams: pbkdf2Parameters }),
  ]),
})
export type Keystore = z.infer<typeof keystoreSchema>

/** Seals a private key under a password, with scrypt and AES-128-CTR. */
export async function encryptKeystore(privateKey: Hex, password: string, n: number): Promise<Keystore> {
  const salt = randomBytes(32).toString('hex')
  const kdfparams = { dklen: KEY_BYTES, salt, n, r: SCRYPT_R, p: SCRYPT_P } as const
  const key = await scryptKey(password, kdfparams)
  const iv = randomBytes(16)
  const cipher = createCipheriv(CIPHER, key.subarray(0, 16), iv)
  const ciphertext = Buffer.concat([cipher.update(hexToBytes(privateKey)), cipher.final()])
  return {
    version: 3,
    id: randomUUID(),
    address: privateKeyToAddress(privateKey).slice(2).toLowerCase(),
    crypto: {
      cipher: CIPHER,
      cipherparams: { iv: iv.toString('hex') },
      ciphertext: ciphertext.toString('hex'),
      kdf: 'scrypt',
      kdfparams,
      mac: macOf(key, ciphertext).toString('hex'),
    },
  }
}

/**
 * Opens a keystore.
 *
 * @throws {@link WrongPasswordError} when the password does not open it, {@link KeystoreInvalidError} when it is no
 * keystore of this kind.
 */
export async function decryptKeystore(json: unknown, password: string): Promise<Hex> {
  const parsed = keystoreSchema.safeParse(json)
  if (!parsed.success) throw new KeystoreInvalidError(parsed.error)
  const { crypto } = parsed.data
  const key =
    crypto.kdf === 'scrypt'
      ? await scryptKey(password, crypto.kdfparams)
      : await pbkdf2Key(password, crypto.kdfparams)
  const ciphertext = Buffer.from(crypto.ciphertext, 'hex')
  if (!timingSafeEqual(macOf(key, ciphertext), Buffer.from(crypto.mac, 'hex'))) throw new WrongPasswordError()
  const decipher = createDecipheriv(CIPHER, key.subarray(0, 16), Buffer.from(crypto.cipherparams.iv, 'hex'))
  return `0x${Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString('hex')}`
}

function macOf(key: Buffer, ciphertext: Buffer): Buffer {
  return Buffer.from(keccak256(concat([key.subarray(16, 32), ciphertext])).slice(2), 'hex')
}

function scryptKey(password: string, { salt, n, r, p }: z.infer<typeof scryptParameters>): Promise<Buffer> {
  const options = { N: n, r, p, maxmem: 128 * n * r * p + SCRYPT_SPARE_BYTES }
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>()
  scrypt(password.normalize('NFKC'), Buffer.from(salt, 'hex'), KEY_BYTES, options, (error, key) =>
    error ? reject(error) : resolve(key),
  )
  return promise
}

function pbkdf2Key(password: string, { salt, c }: z.infer<typeof pbkdf2Parameters>): Promise<Buffer> {
  return promisify(pbkdf2)(password.normalize('NFKC'), Buffer.from(salt, 'hex'), c, KEY_BYTES, 'sha256')
}

export class WrongPasswordError extends Error {
  override readonly name = 'WrongPasswordError'
  readonly code = 'keystore.wrong-password'

  constructor() {
    super('the password does not open the keystore; give the one with which it was made')
  }
}

export class KeystoreInvalidError extends Error {
  override readonly name = 'KeystoreInvalidError'
  readonly code = 'keystore.invalid'

  constructor(cause: unknown) {
    super('the file is no version 3 keystore with scrypt or pbkdf2 and aes-128-ctr', { cause })
  }
}
