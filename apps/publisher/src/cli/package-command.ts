import { join } from 'node:path'
import { writeDurably } from '@noderr/releases'
import type { Command } from 'commander'
import { ModelPackager } from '../model-packager.ts'
import { print } from './terminal.ts'

interface PackageOptions {
  readonly out: string
  readonly releaseVersion?: string
  readonly sequence?: number
  readonly json?: boolean
}

export function addPackageCommand(program: Command): void {
  program
    .command('package')
    .description('make release archives out of model folders; needs no keys')
    .argument(
      '<dir...>',
      'folders with model.onnx, release.json, config.json, features.json, metrics.json, LICENSE',
    )
    .requiredOption('--out <folder>', 'archives go to {out}/{modelId}/{version}/model.tar.gz')
    .option('--release-version <version>', 'instead of the version in release.json')
    .option('--sequence <number>', 'instead of the sequence in release.json', Number)
    .option('--json', 'print data as JSON')
    .addHelpText('after', '\nExample:\n  noderr-model package models/btc-1h-range --out packages')
    .action(packageFolders)
}

async function packageFolders(folders: readonly string[], options: PackageOptions): Promise<void> {
  const packager = new ModelPackager()
  const change = {
    ...(options.releaseVersion !== undefined && { version: options.releaseVersion }),
    ...(options.sequence !== undefined && { sequence: options.sequence }),
  }
  const packages = []
  for (const folder of folders) {
    const { manifest, archive, digest } = await packager.package(folder, change)
    const path = join(options.out, manifest.id, manifest.version, 'model.tar.gz')
    await writeDurably(path, archive)
    packages.push({ modelId: manifest.id, version: manifest.version, path, length: archive.length, digest })
  }
  const text = packages.map(({ path, length, digest }) => `${path}  ${length} bytes  ${digest}`).join('\n')
  print(options, { packages }, text)
}
