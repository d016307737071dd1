import { type Bundle, bundleSchema } from '@noderr/protocol'
import { z } from 'zod'
import type { DataDir } from '../data-dir.ts'
import { writeSecretFile } from '../secret-file.ts'

/**
 * Reads the bundle that the operator was shown once.
 *
 * @throws {@link BundleInvalidError}, without repeating what the text holds.
 */
export function parseBundle(text: string): Bundle {
  try {
    return bundleSchema.parse(JSON.parse(text))
  } catch (cause) {
    const fields = cause instanceof z.ZodError ? cause.issues.map((issue) => issue.path.join('.')) : []
    throw new BundleInvalidError(fields)
  }
}

/** Writes a bundle as the node's settings (`node.env`) and the root that it trusts. */
export async function installBundle(bundle: Bundle, files: DataDir): Promise<void> {
  const variables = {
    NODE_ID: bundle.nodeId,
    NODE_TIER: bundle.tier.toUpperCase(),
    OPERATOR_ADDRESS: bundle.operator,
    API_KEY: bundle.apiKey,
    API_SECRET: bundle.apiSecret,
    CONTROL_PLANE_URL: bundle.controlPlaneUrl,
    NETWORK_ID: bundle.networkId,
    CHAIN_ID: String(bundle.chainId),
  }
  const lines = Object.entries(variables).map(([name, value]) => `${name}=${value}\n`)
  await writeSecretFile(files.trustRoot, bundle.rootJson, 'replace')
  await writeSecretFile(files.nodeEnv, lines.join(''), 'replace')
}

class BundleInvalidError extends Error {
  override readonly name = 'BundleInvalidError'
  readonly code = 'bundle.invalid'
  readonly fields: readonly string[]

  constructor(fields: readonly string[]) {
    const where = fields.length > 0 ? `its ${fields.join(', ')} cannot be used` : 'it is not JSON'
    super(`the bundle was refused: ${where}; take it whole from the claim page`)
    this.fields = fields
  }
}
