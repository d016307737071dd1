import { type Address, addressSchema, type Bytes32, type Signature } from '@noderr/protocol'
import { hashMessage } from 'viem'
import { createSiweMessage, parseSiweMessage } from 'viem/siwe'
import { recoverSigner } from '../auth/index.ts'
import type { Config } from '../config.ts'

const STATEMENT = 'Sign in to the Noderr network. This sends no transaction and costs nothing.'

/** The text (EIP-4361) that a wallet signs to sign in here: it names this site, this chain and a nonce. */
export function walletMessage(
  { publicUrl, chainId }: Pick<Config, 'publicUrl' | 'chainId'>,
  {
    address,
    nonce,
    issuedAt,
  }: { readonly address: Address; readonly nonce: string; readonly issuedAt: Date },
): string {
  const { host, protocol } = new URL(publicUrl)
  return createSiweMessage({
    scheme: protocol.slice(0, -1),
    domain: host,
    uri: publicUrl,
    version: '1',
    statement: STATEMENT,
    address,
    chainId,
    nonce,
    issuedAt,
  })
}

/**
 * Whether a text is one of ours, to the letter, and the wallet that it names has signed it. The nonce is the
 * library's to use up. Wallets that are contracts cannot sign in (docs/decisions/0013).
 */
export async function isOurMessage(
  config: Pick<Config, 'publicUrl' | 'chainId'>,
  signed: { readonly message: string; readonly signature: string; readonly address: string },
): Promise<boolean> {
  const { address, nonce, issuedAt } = parseSiweMessage(signed.message)
  const wallet = addressSchema.safeParse(address).data
  if (!wallet || !nonce || !issuedAt || wallet.toLowerCase() !== signed.address.toLowerCase()) return false
  // Made anew and compared, so that nothing which two parsers may read differently gets through.
  if (walletMessage(config, { address: wallet, nonce, issuedAt }) !== signed.message) return false
  const digest = hashMessage(signed.message) as Bytes32
  return (await recoverSigner(digest, signed.signature as Signature)) === wallet
}
