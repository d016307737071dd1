import type { Bytes32, Signature } from '@noderr/protocol'
import fc from 'fast-check'
import { privateKeyToAccount } from 'viem/accounts'
import { expect, it } from 'vitest'
import { recoverSigner } from './recover-signer.ts'

const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n
const digest = `0x${'ab'.repeat(32)}` as Bytes32
const account = privateKeyToAccount(`0x${'01'.repeat(32)}`)
const genuine = (await account.sign({ hash: digest })) as Signature

it('names the key that signed', async () => {
  expect(await recoverSigner(digest, genuine)).toBe(account.address)
})

it('refuses the malleable twin of a genuine signature', async () => {
  const s = ORDER - BigInt(`0x${genuine.slice(66, 130)}`)
  const v = genuine.endsWith('1b') ? '1c' : '1b'
  const twin = `${genuine.slice(0, 66)}${s.toString(16).padStart(64, '0')}${v}` as Signature
  expect(await recoverSigner(digest, twin)).toBeUndefined()
})

it('refuses a v of 0 or 1, so that one signature has one spelling', async () => {
  const v = genuine.endsWith('1b') ? '00' : '01'
  expect(await recoverSigner(digest, `${genuine.slice(0, 130)}${v}` as Signature)).toBeUndefined()
})

it('never throws and never names the same key for other bytes', async () => {
  const bytes = fc.uint8Array({ minLength: 65, maxLength: 65 })
  await fc.assert(
    fc.asyncProperty(bytes, async (random) => {
      const signature = `0x${Buffer.from(random).toString('hex')}` as Signature
      expect(await recoverSigner(digest, signature)).not.toBe(account.address)
    }),
    { numRuns: 50 },
  )
})
