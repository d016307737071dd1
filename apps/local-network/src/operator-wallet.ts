import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { generatePrivateKey, type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'

/**
 * The wallet of a local operator, kept in the clear: it exists on chain 31337 alone, and a second start needs it.
 *
 * On a real network the wallet is the operator's own and never comes near a node.
 */
export function localWallet(path: string): PrivateKeyAccount {
  if (!existsSync(path)) {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    writeFileSync(path, generatePrivateKey(), { mode: 0o600, flag: 'wx' })
  }
  return privateKeyToAccount(readFileSync(path, 'utf8').trim() as `0x${string}`)
}
