import { readFile } from 'node:fs/promises'
import { parseFeatureSchema } from '@noderr/features'
import { readCandleFile } from '@noderr/market'
import type { Command } from 'commander'
import { featureCsvLines } from '../feature-csv.ts'
import { writeLines } from './terminal.ts'

export function addFeaturesCommand(program: Command): void {
  program
    .command('features')
    .description('write the feature matrix of a candle file, as trainers read it')
    .requiredOption('--candles <file>', 'candles, .csv or .csv.gz')
    .requiredOption('--schema <file>', 'feature schema')
    .option('--out <file>', 'where to write; standard output when left out')
    .addHelpText(
      'after',
      '\nExample:\n  noderr-model features --candles candles.csv.gz --schema models/btc-1h-range/features.json --out matrix.csv',
    )
    .action(async (options: { candles: string; schema: string; out?: string }) => {
      const schema = parseFeatureSchema(await readFile(options.schema, 'utf8'))
      const { candles } = await readCandleFile(options.candles, { interval: schema.interval })
      await writeLines(options.out, featureCsvLines(schema, candles))
    })
}
