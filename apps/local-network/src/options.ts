import { existsSync, statSync } from 'node:fs'
import { isAbsolute, join, resolve } from 'node:path'
import { Command, InvalidArgumentError } from 'commander'

/** What `npm start --` takes. Paths are absolute. */
export interface Options {
  readonly dataDir: string
  readonly candlesFile: string
  /** Candles a second; one is the default pace. */
  readonly candlesPerSecond: number
  readonly port: number
  readonly nodes: number
  readonly fresh: boolean
  readonly json: boolean
}

/** The repository's root folder. */
export const ROOT = resolve(import.meta.dirname, '../../..')

/** The MIT candles that the repository carries: Bitcoin against the dollar, hour by hour. */
export const DEFAULT_CANDLES = join(ROOT, 'models/data/BTCUSDT-1h-binance-2017_2024.csv.gz')

interface RawOptions {
  readonly candles: string
  readonly speed: number
  readonly port: number
  readonly nodes: number
  readonly data: string
  readonly fresh: boolean
  readonly json: boolean
}

/**
 * Reads the command line of `npm start`. `--help` prints and exits.
 *
 * @throws {@link MissingCandlesError} when the candle file is not there. What commander itself refuses is printed by
 * it, in one sentence, and ends the process with exit code 1.
 */
export function parseOptions(argv: readonly string[], workingDirectory: string): Options {
  const { candles, data, speed, ...rest } = new Command('npm start --')
    .description(
      'Runs a whole network on this machine: database, control plane, page and nodes on replayed candles.',
    )
    .option('--candles <file>', 'candle file to replay, csv or csv.gz', DEFAULT_CANDLES)
    .option('--speed <n>', 'candles a second, from 0.01 to 20', numberBetween(0.01, 20), 1)
    .option('--port <n>', 'port of the page and the API', wholeBetween(1, 65_535), 8080)
    .option('--nodes <n>', 'number of nodes: validator, guardian, oracle, in turn', wholeBetween(1, 32), 3)
    .option('--data <dir>', 'folder that keeps the network', '.noderr')
    .option('--fresh', 'forget the former network and start over', false)
    .option('--json', 'print one JSON object a line', false)
    .addHelpText('after', '\nExample:\n  $ npm start -- --fresh --speed 4 --port 9000')
    .allowExcessArguments(false)
    .parse([...argv], { from: 'user' })
    .opts<RawOptions>()
  const absolute = (path: string) => (isAbsolute(path) ? path : join(workingDirectory, path))
  const candlesFile = absolute(candles)
  if (!existsSync(candlesFile) || !statSync(candlesFile).isFile()) throw new MissingCandlesError(candlesFile)
  return { ...rest, dataDir: absolute(data), candlesFile, candlesPerSecond: speed }
}

function numberBetween(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = Number(text)
    if (text.trim() === '' || !(number >= least && number <= most)) {
      throw new InvalidArgumentError(`Give a number from ${least} to ${most}.`)
    }
    return number
  }
}

function wholeBetween(least: number, most: number): (text: string) => number {
  const parse = numberBetween(least, most)
  return (text) => {
    const number = parse(text)
    if (!Number.isInteger(number)) throw new InvalidArgumentError('Give a whole number.')
    return number
  }
}

export class MissingCandlesError extends Error {
  override readonly name = 'MissingCandlesError'
  readonly code = 'local-network.missing-candles'
  readonly path: string

  constructor(path: string) {
    super(
      `There is no candle file at ${path}; give --candles a file that exists, or leave it out for the built-in one.`,
    )
    this.path = path
  }
}
