import { signatureSchema } from '@noderr/protocol'
import type { Command } from 'commander'
import { dataDirPath, loadConfig } from '../config.ts'
import { controlPlane } from '../control-plane.ts'
import { openDataDir } from '../data-dir.ts'
import {
  enrol,
  findSignedDelegation,
  keepDelegation,
  readDelegation,
  requestDelegation,
  signingDomain,
} from '../identity/enrolment.ts'
import { installBundle } from '../identity/install-bundle.ts'
import { makeNodeKeys, readKeyAddress, unlockHotKey } from '../identity/node-keys.ts'
import { readBundle } from '../identity/read-bundle.ts'
import { DATA_DIR_OPTION, print, systemClock } from './terminal.ts'

const CALL_TIMEOUT_MS = 30_000

interface Folder {
  readonly dataDir?: string
  readonly json?: boolean
}

export function addIdentityCommands(program: Command): void {
  program
    .command('init')
    .description("make the node's hot key and, with a bundle, its settings; keeps what is there")
    .option(
      '--bundle <path>',
      'the bundle of the claim page: its archive, the folder unpacked from it, its JSON, or - for JSON on standard input',
    )
    .option(...DATA_DIR_OPTION)
    .option('--json', 'print data as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  noderr-node init --bundle noderr-node-1b2c3d4e.tar.gz --data-dir /var/lib/noderr',
    )
    .action(init)
  program
    .command('delegation-request')
    .description("print what the operator's wallet must sign so that the hot key may speak for the node")
    .option(...DATA_DIR_OPTION)
    .option('--json', 'print the typed data for eth_signTypedData_v4')
    .addHelpText('after', '\nExample:\n  noderr-node delegation-request --json > delegation.json')
    .action(printDelegationRequest)
  program
    .command('enroll')
    .description('enrol the hot key with the delegation that the wallet has signed')
    .option('--delegation <file>', 'what delegation-request printed; that of the data directory by default')
    .option('--signature <hex>', "the wallet's signature; that of the data directory by default")
    .option(...DATA_DIR_OPTION)
    .option('--json', 'print data as JSON')
    .addHelpText('after', '\nExample:\n  noderr-node enroll --delegation delegation.json --signature 0x1b2c…')
    .action(enroll)
}

async function init(options: Folder & { readonly bundle?: string }): Promise<void> {
  const bundle = options.bundle === undefined ? undefined : await readBundle(options.bundle)
  const files = openDataDir(dataDirPath(options.dataDir))
  if (bundle) await installBundle(bundle, files)
  const nodeKey = await makeNodeKeys(files, bundle?.chainId)
  const nodeId = bundle?.nodeId ?? null
  const delegationRequest = bundle ? await requestDelegationIn(files.path) : null
  const next = bundle ? '\nnext: noderr-node delegation-request, and let the wallet sign it' : ''
  print(
    options,
    { nodeKey, nodeId, dataDir: files.path, delegationRequest },
    `node key ${nodeKey}\nfiles in ${files.path}${next}`,
  )
}

function requestDelegationIn(folder?: string) {
  const { config, dataDir } = loadConfig({ dataDir: folder })
  return requestDelegation(config, dataDir, readKeyAddress(dataDir), systemClock)
}

async function printDelegationRequest(options: Folder): Promise<void> {
  const { dataDir } = loadConfig(options)
  const typedData = await requestDelegationIn(options.dataDir)
  const { operator, nodeId, nodeKey, notAfter } = typedData.message
  const until = new Date(Number(notAfter)).toISOString()
  print(
    options,
    typedData,
    `The wallet ${operator} is to sign that ${nodeKey} may speak for node ${nodeId} until ${until}.\nTyped data: ${dataDir.delegation}`,
  )
}

async function enroll(
  options: Folder & { readonly delegation?: string; readonly signature?: string },
): Promise<void> {
  const { config, dataDir } = loadConfig(options)
  const signed = options.signature
    ? {
        delegation: readDelegation(options.delegation ?? dataDir.delegation),
        signature: parseSignature(options.signature),
      }
    : findSignedDelegation(dataDir)
  if (!signed) throw new NoSignedDelegationError(dataDir.path)
  const key = await unlockHotKey(dataDir)
  const signal = AbortSignal.timeout(CALL_TIMEOUT_MS)
  await enrol(signingDomain(config), controlPlane(config), key, signed, systemClock, signal)
  await keepDelegation(config, dataDir, signed.delegation, signed.signature)
  const { nodeId, nodeKey } = signed.delegation
  print(options, { nodeId, nodeKey }, `node ${nodeId} is enrolled with key ${nodeKey}`)
}

function parseSignature(text: string) {
  const parsed = signatureSchema.safeParse(text)
  if (!parsed.success) throw new SignatureUnfitError()
  return parsed.data
}

class NoSignedDelegationError extends Error {
  override readonly name = 'NoSignedDelegationError'
  readonly code = 'enrolment.no-signed-delegation'

  constructor(path: string) {
    super(`there is no signed delegation in ${path}; give --delegation and --signature`)
  }
}

class SignatureUnfitError extends Error {
  override readonly name = 'SignatureUnfitError'
  readonly code = 'enrolment.signature-unfit'

  constructor() {
    super(
      'the signature is not 0x and 130 hex digits; give --signature as the wallet or the page /delegate printed it',
    )
  }
}
