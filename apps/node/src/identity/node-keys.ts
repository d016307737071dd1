import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { type Address, addressSchema, type Bytes32, bytes32Schema, LOCAL_CHAIN_ID } from '@noderr/protocol'
import { generatePrivateKey } from 'viem/accounts'
import type { DataDir } from '../data-dir.ts'
import { readSecretFile, writeSecretFile } from '../secret-file.ts'
import { type HotKey, hotKeyOf } from './hot-key.ts'
import { decryptKeystore, encryptKeystore, keystoreSchema, STANDARD_SCRYPT_N } from './keystore.ts'

/** Enough where the key guards nothing: the local chain. */
const LOCAL_SCRYPT_N = 4_096

/**
 * Makes what a node is born with: hot key under a password, the secret of its salts, the name of this installation.
 * What is there already is kept.
 *
 * @param chainId - Undefined when not known yet: the key is then sealed as for a real chain.
 * @returns The address of the hot key.
 */
export async function makeNodeKeys(files: DataDir, chainId: number | undefined): Promise<Address> {
  await writeOnce(files.password, () => randomBytes(32).toString('base64url'))
  await writeOnce(files.secret, () => randomBytes(32).toString('hex'))
  await writeOnce(files.instance, () => randomBytes(32).toString('hex'))
  if (!existsSync(files.keystore)) {
    const password = readSecretFile(files.password).trim()
    const n = chainId === LOCAL_CHAIN_ID ? LOCAL_SCRYPT_N : STANDARD_SCRYPT_N
    const keystore = await encryptKeystore(generatePrivateKey(), password, n)
    await writeSecretFile(files.keystore, JSON.stringify(keystore), 'create')
  }
  return readKeyAddress(files)
}

/** The address of the hot key, without opening the keystore. */
export function readKeyAddress({ keystore }: DataDir): Address {
  const { address = '' } = keystoreSchema.parse(JSON.parse(readSecretFile(keystore)))
  return addressSchema.parse(`0x${address.replace(/^0x/, '')}`)
}

/** Opens the keystore with the password beside it; takes about a second where the key is sealed for a real chain. */
export async function unlockHotKey({ keystore, password }: DataDir): Promise<HotKey> {
  const json: unknown = JSON.parse(readSecretFile(keystore))
  return hotKeyOf(await decryptKeystore(json, readSecretFile(password).trim()))
}

/** The secret of the node's salts, 64 hex digits. */
export function readNodeSecret({ secret }: DataDir): string {
  return readSecretFile(secret).trim()
}

export function readInstance({ instance }: DataDir): Bytes32 {
  return bytes32Schema.parse(`0x${readSecretFile(instance).trim()}`)
}

async function writeOnce(path: string, make: () => string): Promise<void> {
  if (!existsSync(path)) await writeSecretFile(path, `${make()}\n`, 'create')
}
