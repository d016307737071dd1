import { existsSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { TIER_FACTS } from '@noderr/protocol'
import type { DataDir } from '../data-dir.ts'
import { readSecretFile, writeSecretFile } from '../secret-file.ts'
import type { GivenBundle } from './read-bundle.ts'

/**
 * Writes a bundle as the node's settings (`node.env`) and the root that it trusts. A bundle without its secret keeps
 * the one that the node has already for the same API key.
 *
 * @throws {@link BundleWithoutSecretError} when there is none.
 */
export async function installBundle(bundle: GivenBundle, files: DataDir): Promise<void> {
  const variables = {
    NODE_ID: bundle.nodeId,
    NODE_TIER: TIER_FACTS[bundle.tier].env,
    OPERATOR_ADDRESS: bundle.operator,
    API_KEY: bundle.apiKey,
    API_SECRET: bundle.apiSecret ?? keptSecret(bundle, files),
    CONTROL_PLANE_URL: bundle.controlPlaneUrl,
    NETWORK_ID: bundle.networkId,
    CHAIN_ID: String(bundle.chainId),
  }
  const lines = Object.entries(variables).map(([name, value]) => `${name}=${value}\n`)
  await writeSecretFile(files.trustRoot, bundle.rootJson, 'replace')
  await writeSecretFile(files.nodeEnv, lines.join(''), 'replace')
}

function keptSecret({ apiKey }: GivenBundle, { nodeEnv }: DataDir): string {
  const kept = existsSync(nodeEnv) ? parseEnv(readSecretFile(nodeEnv)) : {}
  if (kept.API_KEY !== apiKey || !kept.API_SECRET) throw new BundleWithoutSecretError()
  return kept.API_SECRET
}

class BundleWithoutSecretError extends Error {
  override readonly name = 'BundleWithoutSecretError'
  readonly code = 'bundle.without-secret'

  constructor() {
    super(
      'this bundle comes without its secret, and the data directory has none for its API key; write API_SECRET into its node.env, or take a new secret with your wallet at /rotate',
    )
  }
}
