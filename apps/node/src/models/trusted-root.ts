import { readFileSync } from 'node:fs'
import { type Digest, LOCAL_CHAIN_ID } from '@noderr/protocol'
import { digestOf } from '@noderr/releases'

/**
 * Digests of the first root of each network's release channel, by chain id, compiled into the software (PROTOCOL §1).
 * A chain that is not listed here has no network yet: a node refuses to start on it.
 */
const COMPILED_ROOTS: Readonly<Record<number, Digest>> = {}

/**
 * Reads the root from which all trust in releases starts. On the local chain the file is believed; on any other it
 * must be the one whose digest is compiled in.
 *
 * @throws {@link RootNotTrustedError}, {@link RootMissingError}.
 */
export function readTrustedRoot(path: string, chainId: number): Uint8Array {
  let bytes: Uint8Array
  try {
    bytes = readFileSync(path)
  } catch (cause) {
    throw new RootMissingError(path, cause)
  }
  const digest = digestOf(bytes)
  if (chainId !== LOCAL_CHAIN_ID && COMPILED_ROOTS[chainId] !== digest)
    throw new RootNotTrustedError(path, chainId, digest)
  return bytes
}

class RootMissingError extends Error {
  override readonly name = 'RootMissingError'
  readonly code = 'trusted-root.missing'
  readonly path: string

  constructor(path: string, cause: unknown) {
    super(`${path} cannot be read; take the root again from the bundle with noderr-node init`, { cause })
    this.path = path
  }
}

class RootNotTrustedError extends Error {
  override readonly name = 'RootNotTrustedError'
  readonly code = 'trusted-root.not-trusted'
  readonly path: string
  readonly chainId: number
  readonly digest: Digest

  constructor(path: string, chainId: number, digest: Digest) {
    super(
      `${path} (${digest}) is not the release root that this software trusts for chain ${chainId}; install the software of that network, or report a tampered bundle`,
    )
    this.path = path
    this.chainId = chainId
    this.digest = digest
  }
}
