import { readFile } from 'node:fs/promises'
import { readCandleFile } from '@noderr/market'
import { NO_ADDRESS, type NodeId } from '@noderr/protocol'
import { digestOf, openRelease, readReleaseArchive } from '@noderr/releases'
import type { Command } from 'commander'
import { loadConfig } from '../config.ts'
import { readKeyAddress, readNodeSecret } from '../identity/node-keys.ts'
import { describeError } from '../log.ts'
import { type NodeIdentity, nodeIdentity } from '../predictions/node-identity.ts'
import { NONE } from '../predictions/prediction.ts'
import { replay, writeReplay } from '../replay.ts'
import { print } from './terminal.ts'

interface ReplayCommandOptions {
  readonly candles: string
  readonly release: string
  readonly out: string
  readonly dataDir?: string
  readonly json?: boolean
}

export function addReplayCommand(program: Command): void {
  program
    .command('replay')
    .description('run the live line over a candle file, with time from the candles; signs nothing')
    .requiredOption('--candles <file>', 'candles, .csv or .csv.gz')
    .requiredOption('--release <file>', 'a release archive, model.tar.gz')
    .requiredOption('--out <file>', 'one JSON object a line: the predictions that would be signed')
    .option(
      '--data-dir <folder>',
      "predict as this node: its id, its key's address, its salts; without it ids and salts are zero",
    )
    .option('--json', 'print data as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  noderr-node replay --candles BTCUSDT-1h.csv.gz --release model.tar.gz --out predictions.jsonl',
    )
    .action(runReplay)
}

async function runReplay(options: ReplayCommandOptions): Promise<void> {
  const archive = await readFile(options.release)
  const release = openRelease(await readReleaseArchive([archive]))
  const { candles, interval } = await readCandleFile(options.candles)
  if (interval !== release.manifest.interval)
    throw new WrongIntervalError(options.candles, interval, release.manifest.interval)
  const identity = options.dataDir ? identityIn(options.dataDir) : NOBODY
  const onFailure = (error: unknown) => console.error(JSON.stringify({ err: describeError(error) }))
  const predictions = replay({ candles, release, digest: digestOf(archive), identity, onFailure })
  const summary = {
    candles: candles.length,
    ...(await writeReplay(options.out, predictions)),
    out: options.out,
  }
  const unsigned = options.dataDir ? 'unsigned' : 'unsigned, with zero ids and salts'
  print(
    options,
    summary,
    `${summary.predictions} predictions (${unsigned}), ${summary.abstentions} of them abstentions, in ${options.out}`,
  )
}

const NOBODY: NodeIdentity = { nodeId: NONE as string as NodeId, keyId: NO_ADDRESS, saltFor: () => NONE }

function identityIn(folder: string): NodeIdentity {
  const { config, dataDir } = loadConfig({ dataDir: folder })
  return nodeIdentity(config.NODE_ID, readKeyAddress(dataDir), readNodeSecret(dataDir))
}

class WrongIntervalError extends Error {
  override readonly name = 'WrongIntervalError'
  readonly code = 'replay.wrong-interval'

  constructor(file: string, found: string, needed: string) {
    super(`${file} holds candles of ${found} and the release reads ${needed}; name a file of ${needed}`)
  }
}
