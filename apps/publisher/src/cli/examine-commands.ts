import { readFile } from 'node:fs/promises'
import { InferenceEngine, interpret, type LogRangeThresholds } from '@noderr/inference'
import { digestOf, openReleaseArchive, type Release } from '@noderr/releases'
import type { Command } from 'commander'
import { parseFeatureRows } from '../feature-rows.ts'
import { print } from './terminal.ts'

const RUN_TIMEOUT_MS = 10_000

interface RunOptions {
  readonly input: string
  readonly lower?: number
  readonly upper?: number
  readonly json?: boolean
}

export function addExamineCommands(program: Command): void {
  program
    .command('inspect')
    .description('print what a package says it is')
    .argument('<package>', 'an archive')
    .option('--json', 'print data as JSON')
    .addHelpText('after', '\nExample:\n  noderr-model inspect packages/btc-1h-range/1.0.0/model.tar.gz')
    .action(inspectPackage)
  program
    .command('verify')
    .description('verify every file of a package, load its model and prove its golden rows; needs no keys')
    .argument('<package>', 'an archive')
    .option('--json', 'print data as JSON')
    .addHelpText('after', '\nExample:\n  noderr-model verify packages/btc-1h-range/1.0.0/model.tar.gz')
    .action(verifyPackage)
  program
    .command('run')
    .description("run a package's model on rows of raw features, as noderr-model features writes them")
    .argument('<package>', 'an archive')
    .requiredOption('--input <file>', 'CSV with a column for each feature')
    .option('--lower <number>', 'log range between calm and normal; for log-range models', Number)
    .option('--upper <number>', 'log range between normal and wild; for log-range models', Number)
    .option('--json', 'print one JSON object a line')
    .addHelpText(
      'after',
      '\nExample:\n  noderr-model run packages/btc-1h-direction/1.0.0/model.tar.gz --input matrix.csv',
    )
    .action(runPackage)
}

async function inspectPackage(path: string, options: { json?: boolean }): Promise<void> {
  const digest = digestOf(await readFile(path))
  const { manifest } = await openReleaseArchive(path)
  const facts = [
    ['model', `${manifest.id} ${manifest.version} (sequence ${manifest.sequence})`],
    [
      'predicts',
      `${manifest.kind} of ${manifest.symbol} ${manifest.interval}, ${manifest.horizonMs} ms ahead`,
    ],
    ['tiers', manifest.tiers.join(', ')],
    ['features', `${manifest.featureSchema.name} ${manifest.featureSchema.version}`],
    ['parameters', String(manifest.parameterCount)],
    ['licence', manifest.licence],
    ['created', manifest.createdAt],
    ...manifest.files.map((file) => [file.path, `${file.length} bytes  ${file.digest}`]),
    ['archive', digest],
  ]
  const text = facts.map(([name, value]) => `${name?.padEnd(14)}${value}`).join('\n')
  print(options, { digest, manifest }, text)
}

async function verifyPackage(path: string, options: { json?: boolean }): Promise<void> {
  const digest = digestOf(await readFile(path))
  const release = await openReleaseArchive(path)
  await using engine = await InferenceEngine.load(release)
  const { id, version } = engine.manifest
  const goldenRows = release.golden.rows.length
  print(
    options,
    { digest, modelId: id, version, goldenRows },
    `${id} ${version} is whole: ${release.manifest.files.length} files and ${goldenRows} golden rows, ${digest}`,
  )
}

async function runPackage(path: string, options: RunOptions): Promise<void> {
  const release = await openReleaseArchive(path)
  const rows = parseFeatureRows(await readFile(options.input, 'utf8'), release.featureSchema)
  const thresholds = thresholdsOf(options)
  await using engine = await InferenceEngine.load(release)
  for (const { line, closeTime, input } of rows) {
    const outputs = await engine.run(input, { timeoutMs: RUN_TIMEOUT_MS })
    const probabilities = canInterpret(release, thresholds)
      ? interpret(release.config.interpretation, outputs, thresholds)
      : undefined
    const plain = Object.fromEntries(Object.entries(outputs).map(([name, values]) => [name, [...values]]))
    const text = [closeTime ?? line, ...Object.values(plain).flat(), ...(probabilities ?? [])].join()
    print(options, { line, closeTime, outputs: plain, probabilities }, text)
  }
}

function canInterpret({ config }: Release, thresholds: LogRangeThresholds | undefined): boolean {
  return config.interpretation.type === 'class-probabilities' || thresholds !== undefined
}

function thresholdsOf({ lower, upper }: RunOptions): LogRangeThresholds | undefined {
  if (lower === undefined || upper === undefined) return undefined
  return { lowerE9: Math.round(lower * 1e9), upperE9: Math.round(upper * 1e9) }
}
