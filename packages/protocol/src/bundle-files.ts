import type { OpenBundle } from './api/credentials.ts'
import { composeFile, serviceUnit, setupGuide } from './bundle-texts.ts'
import { TIER_FACTS } from './tier.ts'

/** One file of an unpacked bundle; `isSecret` ones belong to their owner alone (mode 0600). */
export interface BundleFile {
  readonly path: string
  readonly text: string
  readonly isSecret: boolean
}

/**
 * The files that an operator unpacks on the machine of the node: settings, a compose file, a systemd unit, the release
 * channel's roots byte for byte, and what to do with them. The same bundle gives the same bytes.
 *
 * @param bundle - With `apiSecret`, as it is shown once, or without, as support hands it out: `API_SECRET` then stays
 * empty, to be filled in by the operator.
 */
export function bundleFiles(bundle: OpenBundle & { readonly apiSecret?: string }): readonly BundleFile[] {
  const roots = [bundle.rootJson, ...bundle.laterRoots]
  const open = (path: string, text: string): BundleFile => ({ path, text, isSecret: false })
  return [
    open('README.md', setupGuide(bundle)),
    { path: 'node.env', text: settings(bundle), isSecret: true },
    open('docker-compose.yml', composeFile(bundle)),
    open('noderr-node.service', serviceUnit(bundle)),
    ...roots.map((text, index) => open(`${ROOTS_FOLDER}/${index + 1}.root.json`, text)),
  ]
}

/** The folder of a bundle that holds `1.root.json` and those that followed it. */
export const ROOTS_FOLDER = 'roots'

/** The name of a bundle's folder and archive: of two nodes of one operator, too, one overwrites not the other. */
export function bundleName({ nodeId }: Pick<OpenBundle, 'nodeId'>): string {
  return `noderr-node-${nodeId.slice(2, 10)}`
}

function settings(bundle: OpenBundle & { readonly apiSecret?: string }): string {
  const { apiSecret } = bundle
  const secret = apiSecret
    ? [
        '# Shown once and kept nowhere else: whoever reads it can read releases and post telemetry as this node.',
      ]
    : [
        '# The secret is not in this copy. Fill in the one that you took when you claimed, or rotate for a new one.',
      ]
  return [
    '# Settings of one Noderr node. Mode 0600, owner noderr: chmod 600 node.env',
    `NODE_ID=${bundle.nodeId}`,
    `NODE_TIER=${TIER_FACTS[bundle.tier].env}`,
    `OPERATOR_ADDRESS=${bundle.operator}`,
    `API_KEY=${bundle.apiKey}`,
    ...secret,
    `API_SECRET=${apiSecret ?? ''}`,
    `CONTROL_PLANE_URL=${bundle.controlPlaneUrl}`,
    `NETWORK_ID=${bundle.networkId}`,
    `CHAIN_ID=${bundle.chainId}`,
    '# trace, debug, info, warn, error or silent',
    'LOG_LEVEL=info',
    '',
  ].join('\n')
}
