import { readFileSync } from 'node:fs'
import { generatePrivateKey, privateKeyToAddress } from 'viem/accounts'
import { expect, it } from 'vitest'
import { decryptKeystore, encryptKeystore, KeystoreInvalidError, WrongPasswordError } from './keystore.ts'

interface Vector {
  readonly json: object
  readonly password: string
  readonly priv: string
}

const fixture = new URL('../../test/fixtures/keystore/v3-keystores.json', import.meta.url)
const vectors = Object.entries(JSON.parse(readFileSync(fixture, 'utf8')) as Record<string, Vector>)

it.each(vectors)('opens the published keystore %s', async (_, { json, password, priv }) => {
  expect(await decryptKeystore(json, password)).toBe(`0x${priv}`)
})

it.each(vectors)('refuses another password for %s', async (_, { json, password }) => {
  await expect(decryptKeystore(json, `${password}x`)).rejects.toBeInstanceOf(WrongPasswordError)
})

it('opens what it sealed, and names the address without a password', async () => {
  const key = generatePrivateKey()
  const keystore = await encryptKeystore(key, 'pässword', 1024)
  expect(`0x${keystore.address}`).toBe(privateKeyToAddress(key).toLowerCase())
  expect(await decryptKeystore(JSON.parse(JSON.stringify(keystore)), 'pässword')).toBe(key)
})

it('refuses a cost that would take the machine down', async () => {
  const keystore = await encryptKeystore(generatePrivateKey(), 'x', 1024)
  const hungry = {
    ...keystore,
    crypto: { ...keystore.crypto, kdfparams: { ...keystore.crypto.kdfparams, n: 2 ** 30 } },
  }
  await expect(decryptKeystore(hungry, 'x')).rejects.toBeInstanceOf(KeystoreInvalidError)
})
